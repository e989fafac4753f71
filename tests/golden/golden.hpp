// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Golden files: the accepted text of an output, kept under tests/golden. A suite calls
//
//   CHECK_GOLDEN("report/comparison.txt", text);
//
// and fails with the first line that differs. `UPDATE_GOLDEN=1 ctest ...` accepts what is printed
// now: look at `git diff tests/golden` before you commit it.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

namespace penstock::golden {

/// Any file as bytes; absent if it cannot be read.
inline std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Empty if `actual` is what tests/golden/`name` (or, under UPDATE_GOLDEN=1, has become it); else
/// where they differ.
inline std::string difference(const std::filesystem::path& path, const std::string& actual) {
  const char* update = std::getenv("UPDATE_GOLDEN");
  const auto accepted = read_file(path);
  if (update != nullptr && std::string(update) == "1") {
    if (accepted == actual) return {};
    std::filesystem::create_directories(path.parent_path());
    std::ofstream file(path, std::ios::binary);
    file << actual;
    file.flush();
    return file ? std::string() : "cannot write " + path.string();
  }
  if (!accepted) return path.string() + " does not exist; UPDATE_GOLDEN=1 creates it";
  if (*accepted == actual) return {};
  std::istringstream was(*accepted);
  std::istringstream now(actual);
  std::string old_line;
  std::string new_line;
  for (int line = 1;; ++line) {
    const bool more_old = static_cast<bool>(std::getline(was, old_line));
    const bool more_new = static_cast<bool>(std::getline(now, new_line));
    if (more_old && more_new && old_line == new_line) continue;
    if (!more_old && !more_new) return path.string() + ": the last line breaks differ";
    return path.string() + ":" + std::to_string(line) + ":\n- " + (more_old ? old_line : "(end)") +
           "\n+ " + (more_new ? new_line : "(end)") + "\nUPDATE_GOLDEN=1 accepts the new text:\n" +
           actual;
  }
}

}  // namespace penstock::golden

/// `name` is relative to tests/golden.
#define CHECK_GOLDEN(name, actual)                                                      \
  do {                                                                                  \
    const std::string golden_difference = penstock::golden::difference(                 \
        std::filesystem::path(PENSTOCK_SOURCE_DIR "/tests/golden") / (name), (actual)); \
    INFO(golden_difference);                                                            \
    CHECK(golden_difference.empty());                                                   \
  } while (false)
