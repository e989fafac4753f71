// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/figures.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "models/units/format.hpp"
#include "models/units/parse.hpp"

namespace penstock::report {
namespace {

/// "90 %" of "train.accelerator_utilisation >= 90 %".
std::string limit_text(const std::string& objective) {
  const auto at = objective.find_last_of("<>=");
  if (at == std::string::npos) return {};
  const auto from = objective.find_first_not_of(' ', at + 1);
  return from == std::string::npos ? std::string() : objective.substr(from);
}

std::string in_unit_of(const std::string& limit, double value, int digits) {
  if (limit.ends_with('%')) {
    return units::format_percent(value, std::max(0, digits - 2));
  }
  if (limit.ends_with("nines")) return fmt::format("{:.{}f} nines", value, std::max(1, digits - 2));
  const auto dimension = units::dimension_of(limit);
  return units::format_si(value, dimension ? *dimension : units::Dimension{}, digits);
}

}  // namespace

std::string currency_sign(const std::string& currency) {
  return currency == "USD" || currency.empty() ? "$" : currency;
}

std::string money(units::Money amount, const std::string& currency, int significant_digits) {
  std::string text = units::format(amount, significant_digits);
  if (currency_sign(currency) == "$") return text;
  std::erase(text, '$');
  return text + " " + currency;
}

std::string unit_cost(double amount) {
  return fmt::format("{:.2f}", amount);
}

std::string months_text(int months) {
  return months > 0 && months % 12 == 0 ? fmt::format("{} y", months / 12)
                                        : fmt::format("{} mo", months);
}

std::string request_size(double bytes) {
  if (bytes <= 0.0) return "-";
  constexpr std::array<std::pair<units::Bytes, const char*>, 3> kBinary{
      {{units::kGiB, "GiB"}, {units::kMiB, "MiB"}, {units::kKiB, "KiB"}}};
  for (const auto& [unit, name] : kBinary) {
    const double count = bytes / unit.si();
    if (count >= 1.0 && count < 1024.0 && count == std::floor(count)) {
      return fmt::format("{} {}", count, name);
    }
  }
  return units::format(units::Bytes{bytes});
}

std::string read_write_ratio(double read, double written) {
  if (read <= 0.0) return written > 0.0 ? "0:1" : "-";
  if (written <= 0.0) return "1:0";
  const double n = written / read;
  if (n < 1e-4 || n >= 1e6) return fmt::format("1:{:.1e}", n);
  // Two significant digits tell 1:0.02 from 1:0.025; whole ratios stay whole.
  return fmt::format("1:{:.{}g}", n, n >= 10.0 ? 3 : 2);
}

std::optional<std::string> change_text(double before, double after) {
  if (before == 0.0) return std::nullopt;
  const double change = (after - before) / std::abs(before);
  const std::string text = units::format_percent(std::abs(change));
  if (text == units::format_percent(0.0)) return text;
  return (change < 0.0 ? "-" : "+") + text;
}

std::string objective_value(const results::ObjectiveRow& objective, double value) {
  constexpr int kDigits = 3;
  constexpr int kMostDigits = 9;
  const std::string limit = limit_text(objective.text);
  for (int digits = kDigits;; ++digits) {
    std::string text = in_unit_of(limit, value, digits);
    const bool looks_equal = text == in_unit_of(limit, objective.limit, digits);
    if (objective.met || !looks_equal || digits == kMostDigits) return text;
  }
}

units::Money capital(const economics::Ledger& ledger) {
  using economics::Category;
  units::Money sum{0.0};
  for (const auto category :
       {Category::kAccelerators, Category::kDrives, Category::kServers, Category::kNetwork}) {
    sum += total_of(ledger, category);
  }
  return sum;
}

units::Money total_of(const economics::Ledger& ledger, economics::Category category) {
  return economics::by_category(ledger)[static_cast<std::size_t>(category)];
}

}  // namespace penstock::report
