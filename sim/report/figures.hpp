// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// How the numbers of a result are written for people. Not for files: digits are few.
#pragma once

#include <optional>
#include <string>

#include "models/economics/ledger.hpp"
#include "sim/results/result.hpp"

namespace penstock::report {

/// "$18.4 M" in dollars, "18.4 M EUR" in other currencies.
std::string money(units::Money amount, const std::string& currency, int significant_digits = 3);
/// "$" or the code, for headings: "$ per useful accelerator-hour".
std::string currency_sign(const std::string& currency);
/// A price of something small: two decimals, "10.94".
std::string unit_cost(double amount);
/// "5 y", "18 mo".
std::string months_text(int months);
/// "4 MiB" if it is a whole number of KiB, MiB or GiB, else "146.6 MB"; "-" for 0.
std::string request_size(double bytes);
/// Written bytes over read bytes as "1:n": "1:1", "1:0.02", "1:0" if nothing is written, "0:1" if
/// nothing is read, "-" if neither.
std::string read_write_ratio(double read, double written);
/// A change in percent with its sign: "-12.3 %"; absent if `before` is 0.
std::optional<std::string> change_text(double before, double after);

/// `value` in the unit in which `objective` states its limit: 0.971 is "97.1 %" for
/// "... >= 90 %", "11.5 nines" for "... >= 11 nines". A value that misses the limit never looks
/// like it.
std::string objective_value(const results::ObjectiveRow& objective, double value);

/// What is bought, as opposed to what is paid for running it.
units::Money capital(const economics::Ledger& ledger);
units::Money total_of(const economics::Ledger& ledger, economics::Category category);

}  // namespace penstock::report
