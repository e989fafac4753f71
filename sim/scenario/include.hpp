// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// `include:` at the top of a file: other files, deep-merged below it.
#pragma once

#include <filesystem>

#include "models/parameters/diagnostic.hpp"
#include "models/parameters/document.hpp"

namespace penstock::scenario {

/// `root` with the files under `include` merged below it: what the file itself says wins, later
/// files win over earlier ones. Paths count from the folder of the including file. Cycles, nesting
/// beyond 8 files, more than 64 files and more than 200,000 values in all are refused.
parameters::Node with_includes(parameters::Node root, const std::filesystem::path& file,
                               parameters::Diagnostics& diagnostics);

}  // namespace penstock::scenario
