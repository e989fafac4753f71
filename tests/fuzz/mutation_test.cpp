// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Damaged scenarios never crash the reader, never take long, and always get a reason.
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "models/parameters/document.hpp"
#include "sim/scenario/scenario_reader.hpp"
#include "tests/fuzz/mutations.hpp"
#include "tests/golden/golden.hpp"

using namespace penstock;

namespace {

// A reader that takes a hundred times its usual time has lost its bound; with sanitizers and on a
// busy machine a scenario of 5 kB takes up to 0.1 s.
constexpr auto kLongest = std::chrono::seconds(10);

std::vector<std::string> originals() {
  std::vector<std::string> texts;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(PENSTOCK_SOURCE_DIR "/scenarios")) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  paths.emplace_back(PENSTOCK_SOURCE_DIR "/tests/data/ten-mistakes.penstock.yaml");
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) texts.push_back(golden::read_file(path).value());
  return texts;
}

void mutate(int runs, std::uint32_t first_seed) {
  const auto texts = originals();
  (void)scenario::read_text(texts.front(), "warm.yaml");  // loads the catalogue
  int valid = 0;
  for (int i = 0; i < runs; ++i) {
    const auto seed = first_seed + static_cast<std::uint32_t>(i);
    const auto text = fuzz::Mutator(seed).damage(texts[static_cast<std::size_t>(i) % texts.size()]);
    const auto start = std::chrono::steady_clock::now();
    const auto result = scenario::read_text(text, "fuzz.yaml");
    const auto time = std::chrono::steady_clock::now() - start;
    INFO("seed " << seed);
    REQUIRE(time < kLongest);
    REQUIRE(result.scenario.has_value() != parameters::has_errors(result.diagnostics));
    REQUIRE(result.diagnostics.size() <= 1001);
    for (const auto& d : result.diagnostics) {
      REQUIRE(d.message.size() < 4000);
      REQUIRE_FALSE(d.mark.file.empty());
    }
    valid += result.scenario ? 1 : 0;
  }
  // Some damage hits comments; if all or nothing were valid, the test would look at one path only.
  CHECK(valid > 0);
  CHECK(valid < runs);
}

}  // namespace

TEST_CASE("Two thousand damaged scenarios are read or refused", "[fuzz]") {
  mutate(2000, 1);
}

TEST_CASE("Thirty thousand damaged scenarios are read or refused", "[fuzz][slow]") {
  mutate(30'000, 1'000'000);
}

TEST_CASE("Hostile sizes are refused in bounded time", "[fuzz]") {
  const auto repeated = [](const std::string& part, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += part;
    return text;
  };
  constexpr std::size_t kBytes = 1'000'000;
  const std::vector<std::string> texts{
      repeated("[", kBytes),
      repeated("{a: ", kBytes),
      repeated("- ", kBytes),
      repeated("a: b\n", kBytes),
      "objectives: [" + repeated("tco <= 1 USD, ", kBytes) + "]",
      "penstock: 1\nname: x\ndesigns:\n" +
          [&] {
            std::string designs;
            for (int i = 0; designs.size() < kBytes; ++i) {
              designs +=
                  "  d" + std::to_string(i) + ": {extends: d" + std::to_string(i + 1) + "}\n";
            }
            return designs;
          }(),
      "stages: {" +
          [&] {
            std::string stages;
            for (int i = 0; stages.size() < kBytes; ++i) {
              stages += "s" + std::to_string(i) + ": {kind: train, reads: [a, b, c]}, ";
            }
            return stages;
          }() +
          "}",
      "stages: {s: {kind: ingest, from: [" + repeated("nowhere, ", kBytes) + "]}}",
      "x: &x " + repeated("y", kBytes) + "\ndatasets: {" +
          [&] {
            std::string uses;
            for (int i = 0; i < 10'000; ++i) uses += "d" + std::to_string(i) + ": *x, ";
            return uses;
          }() +
          "}",
      "include: [" + repeated("/dev/zero, ", 10'000) + "]",
      "include: [" + repeated("/dev/null, ", kBytes) + "]",
      repeated("\xC3\xA9: 1\n", kBytes),
      "name: \"" + repeated("\\x41", kBytes) + "\"",
  };
  for (std::size_t i = 0; i < texts.size(); ++i) {
    INFO("text " << i);
    const auto start = std::chrono::steady_clock::now();
    const auto result = scenario::read_text(texts[i], "hostile.yaml");
    CHECK(std::chrono::steady_clock::now() - start < kLongest);
    CHECK_FALSE(result.scenario);
    CHECK(result.diagnostics.size() <= 1001);
  }
}

TEST_CASE("Damaged overrides are refused or applied", "[fuzz]") {
  const auto text = originals().front();
  const std::string base = "designs.all-flash.tiers.fast.servers=30";
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    const auto result = scenario::read_text(text, "fuzz.yaml", {fuzz::Mutator(seed).damage(base)});
    REQUIRE(result.scenario.has_value() != parameters::has_errors(result.diagnostics));
  }
}
