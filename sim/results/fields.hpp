// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The fields of the result document, listed once: writing, reading and the JSON Schema all walk
// this list, so they cannot disagree. An archive is called as
//
//   archive(key, member, description)                 optional members may be absent
//   archive.with_unit(key, member, unit, description) for numbers; the unit is for the schema
//
// Private to this room.
#pragma once

#include <concepts>
#include <type_traits>

#include "sim/results/result.hpp"

namespace penstock::results::detail {

/// T is Struct or const Struct: one list serves reading and writing.
template <class T, class Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

template <class Archive, Of<Inputs> T>
void fields(Archive& archive, T& row) {
  archive("scenario", row.scenario, "Name of the scenario");
  archive("description", row.description, "What the scenario is about");
  archive("file", row.file, "The file it was read from");
  archive("hash", row.hash, "Of everything that decides the result");
  archive("seed", row.seed, "Of all random draws");
  archive("start", row.start, "First month, YYYY-MM");
  archive.with_unit("months", row.months, "month", "Length of the horizon");
  archive("currency", row.currency, "ISO 4217 code of all amounts of money");
  archive("baseline", row.baseline, "The design that the others are compared with");
  archive.with_unit("discount_rate", row.discount_rate, "1/y", "For present values");
  archive("version", row.version, "Version of the program that wrote the result");
  archive("overrides", row.overrides, "--set path=value, as given");
}

template <class Archive, Of<Month> T>
void fields(Archive& archive, T& row) {
  archive("index", row.index, "Counts from 0");
  archive("date", row.date, "YYYY-MM");
  archive("simulated", row.simulated, "Else interpolated between simulated months");
  archive("metrics", row.metrics, "By metric path, in SI base units");
}

template <class Archive, Of<WaitShare> T>
void fields(Archive& archive, T& row) {
  archive("resource", row.resource, "Or latency, or delay");
  archive.with_unit("share", row.share, "1", "Of the request-time of the stage");
}

template <class Archive, Of<StageRow> T>
void fields(Archive& archive, T& row) {
  archive("name", row.name, "Name of the stage");
  archive("kind", row.kind, "ingest, process, extract, model, train, deploy or archive");
  archive("reads", row.reads, "Datasets");
  archive("writes", row.writes, "Dataset, or empty");
  archive.with_unit("bytes_read", row.bytes_read, "B/d", "In the month with the most traffic");
  archive.with_unit("bytes_written", row.bytes_written, "B/d",
                    "In the month with the most traffic");
  archive.with_unit("read_request", row.read_request, "B", "Request size; 0 if it never reads");
  archive.with_unit("write_request", row.write_request, "B", "Request size; 0 if it never writes");
  archive.with_unit("requests", row.requests, "1/s", "Mean while the stage is active");
  archive("pattern", row.pattern, "sequential, random or append");
  archive("file_system", row.file_system, "Of the tiers it touches");
  archive("tiers", row.tiers, "Tiers it touches");
  archive("waits", row.waits, "Where its request-time goes, largest first");
  archive("limited_by", row.limited_by, "Resource with the largest wait, or demand");
  archive.with_unit("limited_share", row.limited_share, "1", "Of the request-time");
  archive.with_unit("cost", row.cost, "currency", "Its share of all ledger rows, nominal");
}

template <class Archive, Of<Purchase> T>
void fields(Archive& archive, T& row) {
  archive.with_unit("ordered", row.ordered, "month", "Month index of the order");
  archive.with_unit("arrives", row.arrives, "month", "Month index of the delivery");
  archive.with_unit("servers", row.servers, "1", "Servers or enclosures");
  archive.with_unit("raw_bytes", row.raw_bytes, "B", "Raw capacity added");
}

template <class Archive, Of<TierRow> T>
void fields(Archive& archive, T& row) {
  archive("name", row.name, "Name of the tier");
  archive("kind", row.kind, "parallel-fs, object-store, ...");
  archive("file_system", row.file_system, "In words");
  archive("device", row.device, "Catalogue id, or cloud class");
  archive.with_unit("devices", row.devices, "1", "At month 0");
  archive.with_unit("raw_bytes", row.raw_bytes, "B", "At month 0");
  archive.with_unit("usable_bytes", row.usable_bytes, "B", "At month 0, after redundancy");
  archive("redundancy", row.redundancy, "8+2, 3 copies, none");
  archive.with_unit("run_out", row.run_out, "month", "First month in which data no longer fits");
  archive.with_unit("nines", row.nines, "1", "Durability per year");
  archive.with_unit("mttdl", row.mttdl, "s", "Mean time to data loss of one group");
  archive.with_unit("rebuild", row.rebuild, "s", "Rebuild time of one device");
  archive("purchases", row.purchases, "Expansions over the horizon");
}

template <class Archive, Of<ResourceRow> T>
void fields(Archive& archive, T& row) {
  archive("name", row.name, "Name of the resource");
  archive.with_unit("utilisation", row.utilisation, "1", "Mean of the busiest simulated month");
  archive.with_unit("peak", row.peak, "1", "Highest mean over one hour");
  archive.with_unit("wait_share", row.wait_share, "1", "Of all request-time of all stages");
  archive("objective_before", row.objective_before, "The probed objective as it is");
  archive("objective_after", row.objective_after, "The same with 10 % more of this resource");
}

template <class Archive, Of<ObjectiveRow> T>
void fields(Archive& archive, T& row) {
  archive("text", row.text, "As the scenario has it");
  archive("path", row.path, "Metric path");
  archive("met", row.met, "In every month");
  archive("worst", row.worst, "Over all months, in SI base units; absent if it never arises");
  archive("limit", row.limit, "In SI base units");
  archive.with_unit("first_violation", row.first_violation, "month", "Month index");
}

template <class Archive, Of<Timeline> T>
void fields(Archive& archive, T& row) {
  archive("resource", row.resource, "Name of the resource");
  archive.with_unit("month", row.month, "month", "Month index");
  archive.with_unit("step", row.step, "s", "Length of one slice");
  archive.with_unit("utilisation", row.utilisation, "1", "Mean of each slice");
}

template <class Archive, Of<economics::LedgerRow> T>
void fields(Archive& archive, T& row) {
  archive.with_unit("month", row.month, "month", "Bought at its start or consumed during it");
  archive("category", row.category, "Kind of cost");
  archive("item", row.item, "What is paid for");
  archive("owner", row.owner, "Tier, compute, fabric or design");
  archive("quantity", row.quantity, "In the row's unit");
  archive("unit", row.unit, "Of quantity");
  archive.with_unit("unit_price", row.unit_price, "currency", "Per unit");
  archive.with_unit("amount", row.amount, "currency", "Negative for residual value");
  archive("basis", row.basis, "Where the unit price comes from");
}

template <class Archive, Of<DesignResult> T>
void fields(Archive& archive, T& row) {
  archive("name", row.name, "Name of the design");
  archive("description", row.description, "In the scenario's words");
  archive("failure", row.failure, "Why it could not be simulated; then the rest is empty");
  archive("windows", row.windows, "Months simulated by event");
  archive("resimulations", row.resimulations, "Further ones for the effect of 10 % more");
  archive("probed_objective", row.probed_objective, "The objective of the resources' effects");
  archive("metrics", row.metrics, "Worst month of each metric, and costs");
  archive("months", row.months, "Capacity and metrics over the horizon");
  archive("stages", row.stages, "The pipeline map");
  archive("tiers", row.tiers, "Storage tiers");
  archive("resources", row.resources, "What makes requests wait");
  archive("objectives", row.objectives, "In the order of the scenario");
  archive("ledger", row.ledger, "Every cost is a row, every total a sum of rows");
  archive("timelines", row.timelines, "Utilisation within one month");
}

template <class Archive, Of<Verdict> T>
void fields(Archive& archive, T& row) {
  archive("winner", row.winner, "Cheapest design that meets every objective, or empty");
  archive("lines", row.lines, "Why, in words");
}

template <class Archive, Of<Result> T>
void fields(Archive& archive, T& row) {
  archive("inputs", row.inputs, "What the result is a result of");
  archive("designs", row.designs, "In the order of the scenario");
  archive("verdict", row.verdict, "Which design wins, and why");
  archive("diagnostics", row.diagnostics, "Warnings of the scenario");
}

/// Structs that have such a list, as opposed to leaves and containers.
struct AnyArchive {
  template <class Member>
  void operator()(const char*, Member&, const char*) {}
  template <class Member>
  void with_unit(const char*, Member&, const char*, const char*) {}
};
template <class T>
concept Row = requires(AnyArchive& archive, T& row) { fields(archive, row); };

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

}  // namespace penstock::results::detail
