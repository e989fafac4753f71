// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The pipeline that an architect describes: sources, datasets and stages. Plain data; the rows of
// the parameter table in pipeline_parameters.cpp describe each member for users.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/parameters/text_codec.hpp"
#include "models/scenario/words.hpp"
#include "models/units/quantity.hpp"

namespace penstock::scenario {

enum class SourceKind { kVehicle, kSatellite, kIot, kStream };

/// Where data comes from. The mean rate over the day is `rate x count`; inside `schedule` it is
/// higher by 24 h over the active hours. With `burst` the data of one period arrives at once at the
/// start of the period (a downlink, an upload at the depot) and queues up.
struct Source {
  std::string name;
  SourceKind kind = SourceKind::kStream;
  std::int64_t count = 1;
  std::optional<units::ByteRate> rate;     ///< of one unit, mean over the day
  std::optional<units::Bytes> record;      ///< iot: one record ...
  std::optional<units::Seconds> interval;  ///< iot: ... every interval, instead of rate
  std::optional<units::Bytes> batch;       ///< iot: records are written in batches of this size
  DayHours schedule;
  std::optional<Period> burst;
  std::optional<units::Bytes> request_size;  ///< write size; default by kind, batch for iot
  std::int64_t connections = 64;             ///< writes in flight, all units together
  units::Frequency growth{0.0};              ///< of the rate, per year, compounded monthly
  std::optional<units::Bytes>
      buffer;  ///< at the source; what does not fit is dropped. Absent: unlimited
};

/// A body of data. `from` and `ratio` are its lineage: each byte of the parents read gives
/// `ratio` bytes of this dataset (written by the stage that names it in `writes`).
struct Dataset {
  std::string name;
  std::vector<std::string> from;
  units::Ratio ratio{1.0};
  units::Bytes record{1e6};              ///< mean size of one object or file
  std::optional<units::Seconds> retain;  ///< age at which data is deleted; absent: kept for ever
  std::int64_t copies = 1;      ///< full copies kept by the pipeline, beside the tier's redundancy
  std::int64_t versions = 1;    ///< versions kept of data that is rewritten as a whole (scope all)
  units::Bytes initial{0.0};    ///< stock at month 0, logical, spread evenly over `retain`
  units::Ratio reduction{1.0};  ///< logical over stored bytes (compression, deduplication), >= 1
};

enum class StageKind { kIngest, kProcess, kExtract, kModel, kTrain, kDeploy, kArchive };
enum class Scope { kNew, kAll, kSubset };
enum class CacheKind { kNone, kNodeLocal };
enum class CachePolicy { kPinned, kLru };  ///< pinned: what is in stays (no replacement)
enum class CheckpointMode { kSync, kAsync };

struct Checkpoint {
  units::Bytes size{0.0};  ///< 0: none
  std::optional<units::Seconds>
      every;  ///< wall-clock interval; absent: at the end of each run only
  CheckpointMode mode = CheckpointMode::kSync;
  std::int64_t keep = 1;  ///< checkpoints kept on the tier
};

struct Training {
  std::string workload;  ///< catalogue workload: batch, step time, sample size
  std::int64_t accelerators = 0;
  std::string accelerator;  ///< catalogue accelerator; must be what the design's nodes hold
  std::int64_t epochs = 1;
  std::optional<std::int64_t> steps;  ///< per run, instead of whole epochs
  Period runs{units::kMonth};         ///< "8/mo"
  std::int64_t prefetch = 2;          ///< batches in flight or ready per rank
  std::int64_t read_threads = 8;      ///< loader workers per rank; with prefetch the window
  Checkpoint checkpoint;
  std::optional<std::string>
      checkpoint_to;  ///< dataset that receives checkpoints; default: tier of `reads`
  CacheKind cache = CacheKind::kNone;
  CachePolicy cache_policy = CachePolicy::kPinned;
  std::optional<units::Seconds> step_time;  ///< overrides the workload's for this accelerator
  std::optional<std::int64_t> batch;        ///< overrides the workload's samples per rank and step
  std::optional<units::Seconds> cpu_per_sample;
  std::optional<units::Seconds>
      mtbf;  ///< of one accelerator with its share of the node; absent: no interruptions
  units::Seconds restart{300.0};  ///< from an interruption to reading the checkpoint
};

struct Inference {
  units::Bytes model{0.0};         ///< read from the tier of `model_from` at each reload, per node
  units::Frequency requests{0.0};  ///< offered load, all together
  units::Bytes input{0.0};   ///< per request; read from `reads` if given, else from the network
  units::Bytes output{0.0};  ///< per request; written to `writes` if given
  units::Seconds service_time{0.05};  ///< accelerator time per request
  std::int64_t accelerators = 1;
  std::string accelerator;
  Period reload{units::kDay};
  units::Frequency growth{0.0};  ///< of requests, per year
  std::optional<std::string>
      model_from;  ///< dataset on whose tier the model lies; default: of `reads`, else `writes`
};

/// One stage. Common members first; what only one kind uses is in its own struct.
struct Stage {
  std::string name;
  StageKind kind = StageKind::kProcess;
  std::vector<std::string> from;      ///< ingest: sources
  std::vector<std::string> reads;     ///< datasets; several are correlated: all are read together
  std::optional<std::string> writes;  ///< dataset
  Period every{units::kDay};  ///< batch stages: a run starts each period when its data is there
  Scope scope = Scope::kNew;
  units::Ratio subset{1.0};                  ///< scope subset (and model): share of the input read
  std::int64_t iterations = 1;               ///< passes of the method's loop over the same input
  std::optional<units::Bytes> request_size;  ///< default by kind and record
  std::optional<std::int64_t> concurrency;   ///< requests in flight; default: cores
  std::int64_t cores = 64;                   ///< used of the design's cores
  units::SecondsPerByte cpu_per_byte{0.0};   ///< core time per input byte
  std::optional<ReadWrite> read_write;       ///< checked against the datasets' ratios
  units::Seconds annotation_delay{0.0};      ///< people look at the data before the run may start
  units::CapacityPrice labour{0.0};          ///< people's cost per input byte
  units::Seconds after{0.0};                 ///< archive: age at which data moves
  units::Frequency experiments{0.0};         ///< model: experiments per time, each reads `subset`
  Training training;
  Inference inference;
};

}  // namespace penstock::scenario

namespace penstock::parameters {
template <>
struct EnumWords<scenario::SourceKind> {
  static constexpr std::array<std::string_view, 4> words{"vehicle", "satellite", "iot", "stream"};
};
template <>
struct EnumWords<scenario::StageKind> {
  static constexpr std::array<std::string_view, 7> words{"ingest", "process", "extract", "model",
                                                         "train",  "deploy",  "archive"};
};
template <>
struct EnumWords<scenario::Scope> {
  static constexpr std::array<std::string_view, 3> words{"new", "all", "subset"};
};
template <>
struct EnumWords<scenario::CacheKind> {
  static constexpr std::array<std::string_view, 2> words{"none", "node-local"};
};
template <>
struct EnumWords<scenario::CachePolicy> {
  static constexpr std::array<std::string_view, 2> words{"pinned", "lru"};
};
template <>
struct EnumWords<scenario::CheckpointMode> {
  static constexpr std::array<std::string_view, 2> words{"sync", "async"};
};
}  // namespace penstock::parameters
