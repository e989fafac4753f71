// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/cli/inputs.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>

#include "models/parameters/codes.hpp"
#include "models/parameters/document.hpp"
#include "sim/results/json.hpp"

namespace penstock::cli {
namespace {

/// Larger than any result: 1,000 designs over 30 years with all their ledger rows.
constexpr std::size_t kLargestResult = std::size_t{1} << 30;

tl::expected<std::string, std::string> read_all(std::istream& stream, std::size_t limit) {
  std::string text;
  char buffer[65536];
  while (stream.read(buffer, sizeof buffer) || stream.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > limit) {
      return tl::unexpected(fmt::format("larger than {} MiB", limit >> 20U));
    }
  }
  if (stream.bad()) return tl::unexpected(std::string(std::strerror(errno)));
  return text;
}

}  // namespace

tl::expected<std::string, std::string> read_standard_input(Program& program, std::size_t limit) {
  return read_all(program.in, limit);
}

scenario::ReadResult read_scenario(const std::string& path,
                                   const std::vector<std::string>& overrides, Program& program) {
  if (path != "-") return scenario::read_file(path, overrides);
  const auto limit = parameters::DocumentLimits{}.file_bytes;
  const auto text = read_standard_input(program, limit);
  if (text) return scenario::read_text(*text, kStandardInput, overrides);
  scenario::ReadResult failed;
  parameters::report(failed.diagnostics, parameters::Code::kFileNotReadable,
                     {.file = kStandardInput}, "cannot be read: " + text.error());
  return failed;
}

tl::expected<results::Result, std::string> read_result(const std::string& path, Program& program) {
  const std::string name = path == "-" ? kStandardInput : path;
  const auto with_name = [&](const std::string& cause) { return name + ": " + cause; };
  const auto parse = [&](const std::string& text) {
    return results::from_json(text).map_error(with_name);
  };
  if (path == "-") {
    const auto text = read_standard_input(program, kLargestResult);
    return text ? parse(*text) : tl::unexpected(with_name(text.error()));
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return tl::unexpected(with_name("is a folder"));
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return tl::unexpected(with_name(std::strerror(errno)));
  const auto text = read_all(file, kLargestResult);
  return text ? parse(*text) : tl::unexpected(with_name(text.error()));
}

tl::expected<calibration::Table, parameters::Diagnostics> read_measurements(const std::string& path,
                                                                            Program& program) {
  if (path != "-") return calibration::read_measurements(path);
  constexpr std::size_t kLargestTable = std::size_t{64} << 20U;
  const auto text = read_standard_input(program, kLargestTable);
  if (!text) {
    parameters::Diagnostics diagnostics;
    report(diagnostics, parameters::Code::kFileNotReadable, {kStandardInput, 0, 0},
           "cannot be read: " + text.error());
    return tl::unexpected(std::move(diagnostics));
  }
  const auto first = text->find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && (*text)[first] == '{';
  return json ? calibration::read_fio(*text, kStandardInput)
              : calibration::read_csv(*text, kStandardInput);
}

tl::expected<calibration::Table, parameters::Diagnostics> read_measurements(
    const std::string& path, const Arguments& arguments, Program& program) {
  auto table = read_measurements(path, program);
  if (!table) return table;
  parameters::Diagnostics diagnostics;
  for (const auto& given : arguments.texts("given")) {
    if (const auto stated = calibration::give(*table, given); !stated) {
      report(diagnostics, parameters::Code::kBadValue, {path, 0, 0}, "--given: " + stated.error());
    }
  }
  if (!diagnostics.empty()) return tl::unexpected(std::move(diagnostics));
  return table;
}

}  // namespace penstock::cli
