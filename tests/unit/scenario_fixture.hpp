// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// A small valid scenario that tests change in one place.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/scenario/scenario_reader.hpp"

namespace penstock::scenario::fixture {

inline const std::string kValid = R"(penstock: 1
name: Small
sources:
  fleet: {kind: vehicle, count: 10, rate: 400 GB/d}
  sensors: {kind: iot, count: 1000, record: 512 B, interval: 1 s, batch: 64 KiB}
datasets:
  raw: {record: 40 MB, retain: 6 mo}
  clean: {from: raw, ratio: 50 %, retain: 2 y}
  vault: {from: raw}
stages:
  ingest: {kind: ingest, from: [fleet, sensors], writes: raw}
  process: {kind: process, reads: raw, writes: clean, cores: 64, read_write: "2:1"}
  train: {kind: train, reads: clean, workload: unet3d, accelerators: 16, accelerator: h100}
  keep: {kind: archive, reads: raw, writes: vault, after: 90 d}
designs:
  base:
    tiers:
      fast: {kind: parallel-fs, servers: 12, device: tlc-30t, per_server: 20, redundancy: 8+2, network: 2x200GbE}
      big: {kind: object-store, servers: 16, device: cmr-24t, per_server: 60, redundancy: 10+4, network: 100GbE}
    compute: {gpu_nodes: 2, gpus_per_node: 8, gpu: h100, cores: 2x56, nic: 2x200GbE}
    place: {raw: big, clean: fast, vault: big}
  other:
    extends: base
    tiers: {fast: {per_server: 24}}
objectives:
  - tier.fast.fill <= 80 %
)";

/// kValid with the first `from` replaced.
inline std::string changed(const std::string& from, const std::string& to,
                           std::string text = kValid) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

inline ReadResult read(const std::string& text, const std::vector<std::string>& overrides = {}) {
  return read_text(text, "s.yaml", overrides);
}

/// The diagnostics in the order of the file.
inline parameters::Diagnostics sorted(const ReadResult& result) {
  auto all = result.diagnostics;
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::pair(a.mark.line, a.mark.column) < std::pair(b.mark.line, b.mark.column);
  });
  return all;
}

inline std::string code(const parameters::Diagnostic& d) {
  return (d.severity == parameters::Severity::kWarning ? "warning " : "") + d.code;
}

/// "PEN301 11:3" or "warning PEN309 4:3".
inline std::vector<std::string> places(const ReadResult& result) {
  std::vector<std::string> all;
  for (const auto& d : sorted(result)) {
    all.push_back(code(d) + " " + std::to_string(d.mark.line) + ":" +
                  std::to_string(d.mark.column));
  }
  return all;
}

/// What stands at the places, up to the next comma or bracket: "PEN301 bigg".
inline std::vector<std::string> findings(const std::string& text) {
  const auto result = read(text);
  std::vector<std::string> all;
  for (const auto& d : sorted(result)) {
    std::size_t at = 0;
    for (int line = 1; line < d.mark.line; ++line) at = text.find('\n', at) + 1;
    at += static_cast<std::size_t>(d.mark.column) - 1;
    all.push_back(code(d) + " " + text.substr(at, text.find_first_of(",}]\n", at) - at));
  }
  return all;
}

}  // namespace penstock::scenario::fixture
