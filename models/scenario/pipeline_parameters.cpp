// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "models/parameters/parameter.hpp"
#include "models/scenario/pipeline.hpp"
#include "models/scenario/sections.hpp"

namespace penstock::scenario {
namespace {

using parameters::Section;
using parameters::SectionOf;
using Kinds = std::vector<std::string>;

// Bounds keep slips out ("400 TB/d" for "400 GB/d" passes, a count of 1e30 does not): they are wide
// enough for any installation that exists.
constexpr auto kMostBytes = "1000000 EB";
constexpr auto kMostRate = "1000 EB/s";
constexpr auto kLongest = "100 y";
constexpr auto kMostCount = "1000000000";

Section build_source() {
  SectionOf<Source> s{"source", "sources.<name>",
                      "Where data comes from: sensors, satellites, vehicles, streams"};
  s.row("kind", &Source::kind).describe("What kind of thing sends the data").required();
  s.row("count", &Source::count)
      .describe("Number of identical units; the total rate is count x rate")
      .at_least("1")
      .at_most(kMostCount);
  s.row("rate", &Source::rate)
      .describe("Data rate of one unit, mean over the whole day")
      .more_than("0 B/s")
      .at_most(kMostRate);
  s.row("record", &Source::record)
      .describe("Size of one record; with `interval` it stands for the rate")
      .more_than("0 B")
      .at_most(kMostBytes)
      .kinds({"iot"});
  s.row("interval", &Source::interval)
      .describe("Time between two records of one unit")
      .more_than("0 s")
      .at_most("1 y")
      .kinds({"iot"});
  s.row("batch", &Source::batch)
      .describe("Records are collected and written in batches of this size; absent: one by one")
      .more_than("0 B")
      .at_most("1 TB")
      .kinds({"iot"});
  s.row("schedule", &Source::schedule)
      .describe("Active hours of each day; the day's data arrives within them");
  s.row("burst", &Source::burst)
      .describe("The data of one period arrives at once at its start, as after a downlink")
      .at_least("1 s")
      .at_most("1 y");
  s.row("request_size", &Source::request_size)
      .describe("Size of one write; by default that of the kind, or `batch`")
      .more_than("0 B")
      .at_most("1 TB");
  s.row("connections", &Source::connections)
      .describe("Writes in flight, all units together")
      .at_least("1")
      .at_most("1000000");
  s.row("growth", &Source::growth)
      .describe("Growth of the rate, compounded monthly")
      .at_least("-100 %/y")
      .at_most("10000 %/y");
  s.row("buffer", &Source::buffer)
      .describe("What the source can hold back; what does not fit is dropped. Absent: no limit")
      .at_least("0 B")
      .at_most(kMostBytes);
  return std::move(s).build();
}

Section build_dataset() {
  SectionOf<Dataset> s{"dataset", "datasets.<name>",
                       "A body of data with its lineage, size and retention"};
  s.row("from", &Dataset::from)
      .describe("The datasets that it is made of, for lineage")
      .refers_to("dataset");
  s.row("ratio", &Dataset::ratio)
      .describe("Bytes of this dataset per byte of its parents read")
      .more_than("0")
      .at_most("1000000");
  s.row("record", &Dataset::record)
      .describe("Mean size of one object, file or training sample")
      .more_than("0 B")
      .at_most("1 PB");
  s.row("retain", &Dataset::retain)
      .describe("Age at which data is deleted; absent: kept for ever")
      .more_than("0 s")
      .at_most(kLongest);
  s.row("copies", &Dataset::copies)
      .describe("Full copies that the pipeline keeps, beside the redundancy of the tier")
      .at_least("1")
      .at_most("16");
  s.row("versions", &Dataset::versions)
      .describe("Versions kept of data that is rewritten as a whole (scope all)")
      .at_least("1")
      .at_most("10000");
  s.row("initial", &Dataset::initial)
      .describe("Stock at the start, logical bytes, of ages spread evenly over `retain`")
      .at_least("0 B")
      .at_most(kMostBytes);
  s.row("reduction", &Dataset::reduction)
      .describe("Logical over stored bytes: compression and deduplication")
      .at_least("1")
      .at_most("1000");
  return std::move(s).build();
}

void add_batch_rows(SectionOf<Stage>& s) {
  const Kinds batch{"process", "extract", "model"};
  const Kinds runs{"process", "extract", "model", "archive"};
  s.row("every", &Stage::every)
      .describe("Period: a run starts each period as soon as its data is there")
      .at_least("1 s")
      .at_most("30 y")
      .kinds(runs);
  s.row("scope", &Stage::scope)
      .describe("Which part of its input a run reads: what is new, all, or a subset")
      .kinds(batch);
  s.row("subset", &Stage::subset)
      .describe("Share of the input that a run with `scope: subset` or an experiment reads")
      .more_than("0")
      .at_most("1")
      .kinds(batch);
  s.row("iterations", &Stage::iterations)
      .describe("Passes over the same input per run: the loop of the method")
      .at_least("1")
      .at_most("100000")
      .kinds(batch);
  s.row("cores", &Stage::cores)
      .describe("Cores of the design's compute nodes that the stage uses")
      .at_least("1")
      .at_most("100000000")
      .kinds(batch);
  s.row("cpu_per_byte", &Stage::cpu_per_byte)
      .describe("Core time per input byte: 10 ns/B is 100 MB/s per core")
      .at_least("0 s/B")
      .at_most("1 s/B")
      .kinds(batch);
  s.row("read_write", &Stage::read_write)
      .describe("Read and written bytes; only a check against the ratio of the written dataset")
      .kinds(batch);
  s.row("annotation_delay", &Stage::annotation_delay)
      .describe("Time that people need with the data before the run may start")
      .at_least("0 s")
      .at_most("5 y")
      .kinds(batch);
  s.row("labour", &Stage::labour)
      .describe("Cost of people per input byte")
      .at_least("0 USD/TB")
      .at_most("1000 USD/B")
      .kinds(batch);
  s.row("experiments", &Stage::experiments)
      .describe("Experiments per time; each reads `subset` of the input")
      .at_least("0 /d")
      .at_most("1000000 /s")
      .kinds({"model"});
  s.row("after", &Stage::after)
      .describe("Age at which data moves to the archive")
      .at_least("0 s")
      .at_most(kLongest)
      .kinds({"archive"});
}

void add_training_rows(SectionOf<Stage>& s) {
  const Kinds train{"train"};
  s.row("workload", [](Stage& t) -> auto& { return t.training.workload; })
      .describe("Catalogue workload: sample size, batch and step time")
      .refers_to("workload")
      .kinds(train);
  s.row("epochs", [](Stage& t) -> auto& { return t.training.epochs; })
      .describe("Passes over the dataset per run")
      .at_least("1")
      .at_most("1000000")
      .kinds(train);
  s.row("steps", [](Stage& t) -> auto& { return t.training.steps; })
      .describe("Optimizer steps per run, instead of whole epochs")
      .at_least("1")
      .at_most(kMostCount)
      .kinds(train);
  s.row("runs", [](Stage& t) -> auto& { return t.training.runs; })
      .describe("How often a run starts")
      .at_least("1 s")
      .at_most("30 y")
      .kinds(train);
  s.row("prefetch", [](Stage& t) -> auto& { return t.training.prefetch; })
      .describe("Batches in flight or ready per rank")
      .at_least("1")
      .at_most("100000")
      .kinds(train);
  s.row("read_threads", [](Stage& t) -> auto& { return t.training.read_threads; })
      .describe("Loader workers per rank; with `prefetch` they bound the reads in flight")
      .at_least("1")
      .at_most("10000")
      .kinds(train)
      .source("MLPerf Storage: 4 to 8 per accelerator");
  s.row("checkpoint.size", [](Stage& t) -> auto& { return t.training.checkpoint.size; })
      .describe("Bytes of one checkpoint, all ranks together; 0: none")
      .at_least("0 B")
      .at_most("1 EB")
      .kinds(train);
  s.row("checkpoint.every", [](Stage& t) -> auto& { return t.training.checkpoint.every; })
      .describe("Wall-clock time between checkpoints; absent: only at the end of a run")
      .at_least("1 s")
      .at_most("1 y")
      .kinds(train);
  s.row("checkpoint.mode", [](Stage& t) -> auto& { return t.training.checkpoint.mode; })
      .describe("Whether the accelerators wait until the checkpoint is written")
      .kinds(train);
  s.row("checkpoint.keep", [](Stage& t) -> auto& { return t.training.checkpoint.keep; })
      .describe("Checkpoints kept on the tier")
      .at_least("1")
      .at_most("1000000")
      .kinds(train);
  s.row("checkpoint.to", [](Stage& t) -> auto& { return t.training.checkpoint_to; })
      .describe("Dataset that receives the checkpoints; by default they lie on the tier of `reads`")
      .refers_to("dataset")
      .kinds(train);
  s.row("cache", [](Stage& t) -> auto& { return t.training.cache; })
      .describe("Whether samples are kept on the local NVMe drives of the GPU nodes")
      .kinds(train);
  s.row("cache_policy", [](Stage& t) -> auto& { return t.training.cache_policy; })
      .describe("What happens when the cache is full: what is in stays, or the oldest leaves")
      .kinds(train);
  s.row("step_time", [](Stage& t) -> auto& { return t.training.step_time; })
      .describe("Time of one step, instead of the workload's for this accelerator")
      .more_than("0 s")
      .at_most("1 d")
      .kinds(train);
  s.row("batch", [](Stage& t) -> auto& { return t.training.batch; })
      .describe("Samples per rank and step, instead of the workload's")
      .at_least("1")
      .at_most("10000000")
      .kinds(train);
  s.row("cpu_per_sample", [](Stage& t) -> auto& { return t.training.cpu_per_sample; })
      .describe("Core time to prepare one sample, instead of the workload's")
      .at_least("0 s")
      .at_most("1 h")
      .kinds(train);
  s.row("mtbf", [](Stage& t) -> auto& { return t.training.mtbf; })
      .describe("Mean time between interruptions of one accelerator; absent: none")
      .at_least("1 h")
      .at_most("10000 y")
      .kinds(train);
  s.row("restart", [](Stage& t) -> auto& { return t.training.restart; })
      .describe("Time from an interruption to reading the checkpoint")
      .at_least("0 s")
      .at_most("1 w")
      .kinds(train);
}

void add_inference_rows(SectionOf<Stage>& s) {
  const Kinds deploy{"deploy"};
  s.row("model", [](Stage& t) -> auto& { return t.inference.model; })
      .describe("Bytes that each node reads when it loads the model")
      .at_least("0 B")
      .at_most("1 PB")
      .kinds(deploy);
  s.row("model_from", [](Stage& t) -> auto& { return t.inference.model_from; })
      .describe("Dataset on whose tier the model lies; by default that of `reads`, else `writes`")
      .refers_to("dataset")
      .kinds(deploy);
  s.row("requests", [](Stage& t) -> auto& { return t.inference.requests; })
      .describe("Requests per time, all together")
      .at_least("0 /s")
      .at_most("1000000000 /s")
      .kinds(deploy);
  s.row("input", [](Stage& t) -> auto& { return t.inference.input; })
      .describe("Bytes per request; read from `reads` if given, else from the network")
      .at_least("0 B")
      .at_most("1 TB")
      .kinds(deploy);
  s.row("output", [](Stage& t) -> auto& { return t.inference.output; })
      .describe("Bytes per answer; written to `writes` if given, and sent to the network")
      .at_least("0 B")
      .at_most("1 TB")
      .kinds(deploy);
  s.row("service_time", [](Stage& t) -> auto& { return t.inference.service_time; })
      .describe("Accelerator time per request")
      .more_than("0 s")
      .at_most("1 d")
      .kinds(deploy);
  s.row("reload", [](Stage& t) -> auto& { return t.inference.reload; })
      .describe("How often each node loads the model again")
      .at_least("1 s")
      .at_most("30 y")
      .kinds(deploy);
  s.row("growth", [](Stage& t) -> auto& { return t.inference.growth; })
      .describe("Growth of the requests, compounded monthly")
      .at_least("-100 %/y")
      .at_most("10000 %/y")
      .kinds(deploy);
}

Section build_stage() {
  SectionOf<Stage> s{"stage", "stages.<name>", "One stage of the pipeline"};
  s.row("kind", &Stage::kind).describe("What the stage does").required();
  s.row("from", &Stage::from)
      .describe("The sources that it takes in")
      .refers_to("source")
      .kinds({"ingest"})
      .required();
  s.row("reads", &Stage::reads)
      .describe("The datasets that it reads; several are correlated and read together")
      .refers_to("dataset")
      .kinds({"process", "extract", "model", "train", "deploy", "archive"});
  s.row("writes", &Stage::writes).describe("The dataset that it writes").refers_to("dataset");
  add_batch_rows(s);
  s.row("request_size", &Stage::request_size)
      .describe("Size of one request to storage; by default that of the kind and the record")
      .more_than("0 B")
      .at_most("1 TB");
  s.row("concurrency", &Stage::concurrency)
      .describe("Requests in flight; by default one per core")
      .at_least("1")
      .at_most("100000000");
  // Two kinds have accelerators, each in its own struct.
  s.row("accelerators",
        [](Stage& t) -> auto& {
          return t.kind == StageKind::kDeploy ? t.inference.accelerators : t.training.accelerators;
        })
      .describe("Accelerators that it runs on; kind deploy: 1 by default")
      .at_least("1")
      .at_most("10000000")
      .kinds({"train", "deploy"});
  s.row("accelerator",
        [](Stage& t) -> auto& {
          return t.kind == StageKind::kDeploy ? t.inference.accelerator : t.training.accelerator;
        })
      .describe("Catalogue accelerator; by default, and at most, what the design's nodes hold")
      .refers_to("accelerator")
      .kinds({"train", "deploy"});
  add_training_rows(s);
  add_inference_rows(s);
  return std::move(s).build();
}

}  // namespace

const Section& source_section() {
  static const Section section = build_source();
  return section;
}
const Section& dataset_section() {
  static const Section section = build_dataset();
  return section;
}
const Section& stage_section() {
  static const Section section = build_stage();
  return section;
}

}  // namespace penstock::scenario
