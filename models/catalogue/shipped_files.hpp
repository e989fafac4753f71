// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The YAML files beside this header, compiled into the library by cmake/EmbedFiles.cmake.
#pragma once

#include <span>
#include <string_view>

namespace penstock::catalogue {

struct ShippedFile {
  std::string_view name;  ///< "ssd.yaml"
  std::string_view text;
};

std::span<const ShippedFile> shipped_files();

}  // namespace penstock::catalogue
