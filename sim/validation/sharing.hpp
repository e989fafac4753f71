// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One job in the foreground while others load the same drives: predicted from curves that were
// measured without each other. Needs more than one table, so it is no matter of `penstock predict`.
#pragma once

#include <cstddef>
#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "models/parameters/diagnostic.hpp"
#include "sim/validation/validation.hpp"

namespace penstock::validation {

struct SharingOutcome {
  PartResult result;
  std::vector<Pair> pairs;
};

/// Part `index` of a case of method kSharing. `where` chooses the foreground's rows, one of them
/// without background; `calibrate_on` chooses, from all rows of the file, one whose background
/// saturates the drives, if requests of its size were not measured alone; `curve` and `host` are
/// measurements of one drive and of the host.
tl::expected<SharingOutcome, parameters::Diagnostics> run_sharing(
    const Case& of, std::size_t index, const std::filesystem::path& data);

}  // namespace penstock::validation
