// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/importers/dlio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <iterator>

#include "models/catalogue/catalogue.hpp"
#include "models/parameters/codes.hpp"
#include "models/units/parse.hpp"
#include "models/units/quote.hpp"
#include "sim/importers/dlio_workload.hpp"

namespace penstock::importers {
namespace {

using parameters::Code;
using parameters::Diagnostics;
using parameters::Mark;

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestSuffix = 6;  // "-train"
constexpr std::string_view kDlio = "-dlio";
/// Copying a sample through the file cache, as the shipped workloads assume; DLIO computes nothing.
constexpr double kCopyRate = 5e9;
/// Losses per step and per logarithm of the ranks: geometric means of the three workloads of MLPerf
/// Storage v1.0, and what share of a step they had at most there.
constexpr double kOverhead = 1.5e-3;
constexpr double kMostOverhead = 0.2;
constexpr double kBarrier = 1.5e-3;
constexpr double kMostBarrier = 0.05;
/// Reads of a loader that reads whole files through the kernel's read-ahead.
constexpr double kReadAhead = 1 << 20;
constexpr double kPage = 4096.0;
constexpr double kYear = 365.25 * 86'400.0;

bool valid_name(std::string_view name) {
  const auto letter = [](unsigned char c) { return c < 0x80 && std::isalpha(c) != 0; };
  const auto allowed = [&](unsigned char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= kLongestName - kLongestSuffix &&
         letter(static_cast<unsigned char>(name.front())) && std::ranges::all_of(name, allowed);
}

/// The model's name as the name of an entry: a run of other characters becomes one '-'.
std::string name_from(std::string_view model) {
  std::string name;
  for (const char c : model.substr(0, kLongestName - kLongestSuffix - kDlio.size())) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    const bool allowed =
        (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '_';
    if (allowed || !name.ends_with('-')) name += allowed ? lower : '-';
  }
  while (name.ends_with('-')) name.pop_back();
  if (!valid_name(name)) name = "dlio";
  // An entry that ships would keep what is not overwritten: step times of other accelerators.
  if (!catalogue::class_of(catalogue::shipped(), name).empty()) name += kDlio;
  return name;
}

/// In single quotes of YAML, where only they have to be doubled.
std::string yaml_text(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

/// Valid UTF-8 without control characters, for a comment or a text.
std::string printable(const std::string& text) {
  const auto quoted = units::quoted(text);
  return quoted.size() >= 2 ? quoted.substr(1, quoted.size() - 2) : quoted;
}

class Writer {
 public:
  Writer(const DlioWorkload& workload, const DlioChoice& choice, const std::string& file_name,
         Diagnostics& warnings)
      : w_(workload),
        choice_(choice),
        file_(printable(std::filesystem::path(file_name).filename().string())),
        name_(choice.name.empty() ? name_from(workload.model) : choice.name),
        warnings_(warnings) {}

  std::string text() {
    line(0, fmt::format("# {}, a workload of DLIO, as a part of a scenario: 'include: FILE' at the "
                        "top of one",
                        file_));
    line(0, fmt::format("# takes it in; place the dataset {}-data in each design.", name_));
    write_workload();
    write_dataset();
    write_stage();
    return std::move(text_);
  }

 private:
  void line(int depth, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(2 * depth), ' ') + text + "\n";
  }

  /// A number with where it comes from.
  void stated(const std::string& key, const std::string& value, const Mark& mark) {
    line(3, fmt::format("{}: {{value: {}, source: {}, basis: datasheet}}", key, value,
                        yaml_text(fmt::format("{}, line {}", file_, mark.line))));
  }
  void derived(const std::string& key, const std::string& value, const std::string& source,
               const char* basis) {
    line(3, fmt::format("{}: {{value: {}, source: {}, basis: {}}}", key, value, yaml_text(source),
                        basis));
  }

  [[nodiscard]] double steps_per_epoch() const {
    const double all = std::floor(static_cast<double>(w_.samples) / static_cast<double>(w_.batch) /
                                  static_cast<double>(choice_.accelerators));
    const double steps = std::max(all, 1.0);
    return w_.steps ? std::min(steps, static_cast<double>(*w_.steps)) : steps;
  }
  [[nodiscard]] bool whole_epochs() const {
    return !w_.steps || static_cast<double>(*w_.steps) * static_cast<double>(w_.batch) *
                                static_cast<double>(choice_.accelerators) >=
                            static_cast<double>(w_.samples);
  }

  void write_workload() {
    const double step = w_.step.si();
    const double sample = w_.sample.si();
    line(0, "catalogue:");
    line(1, "workload:");
    line(2, name_ + ":");
    line(3, fmt::format("name: {}", yaml_text(fmt::format("{} (DLIO)", printable(w_.model)))));
    line(3, fmt::format("loader: {}", w_.tensorflow ? "tensorflow" : "pytorch"));
    stated("sample", fmt::format("{} B", sample), w_.sample_mark);
    derived("sample_cv", fmt::format("{:.4g}", w_.sample_cv),
            "DLIO writes d1 x d2 bytes, both normal, for the stated deviation", "class-prior");
    stated("batch", fmt::format("{}", w_.batch), w_.batch_mark);
    if (choice_.accelerator.empty()) {
      line(3, "step_times: {}  # the stage has the time");
    } else {
      line(3, "step_times:");
      line(4, fmt::format("{}: {{value: {} s, source: {}, basis: datasheet}}", choice_.accelerator,
                          step, yaml_text(fmt::format("{}, line {}", file_, w_.step_mark.line))));
    }
    derived("step_overhead", fmt::format("{:.4g} s", std::min(kOverhead, kMostOverhead * step)),
            "mean of the workloads of MLPerf Storage v1.0, at most a fifth of a step",
            "class-prior");
    derived("barrier", fmt::format("{:.4g} s", std::min(kBarrier, kMostBarrier * step)),
            "mean of the workloads of MLPerf Storage v1.0, at most a twentieth of a step",
            "class-prior");
    derived("cpu_per_sample", fmt::format("{:.4g} s", w_.preprocess.si() + sample / kCopyRate),
            "preprocess_time, and a copy through the file cache at 5 GB/s", "assumed");
    if (w_.utilisation) {
      stated("utilisation_target", fmt::format("{} %", *w_.utilisation * 100.0),
             w_.utilisation_mark);
    } else {
      derived("utilisation_target", "90 %", "as MLPerf Storage asks of most workloads", "assumed");
    }
    write_request(sample);
  }

  void write_request(double sample) {
    double request = std::clamp(sample, kPage, kReadAhead);
    std::string source = "the sample, at most what the kernel reads ahead";
    if (w_.tensorflow) {
      // DLIO's own default for its TensorFlow reader.
      request = std::clamp(w_.transfer ? w_.transfer->si() : 262'144.0, 512.0, 1024.0 * kReadAhead);
      source = w_.transfer ? "transfer_size of the file" : "transfer_size, DLIO's default";
    }
    derived("request", fmt::format("{} B", request), source,
            w_.tensorflow && w_.transfer ? "datasheet" : "assumed");
    if (const auto size = checkpoint_bytes()) {
      line(3, fmt::format("checkpoint: {{value: {:.0f} B, source: {}, basis: {}}}", *size,
                          yaml_text(checkpoint_source()),
                          w_.checkpoint->by_parameters ? "class-prior" : "datasheet"));
    }
  }

  [[nodiscard]] std::optional<double> checkpoint_bytes() const {
    if (!w_.checkpoint) return std::nullopt;
    return w_.checkpoint->size->si() * (w_.checkpoint->all_ranks && !w_.checkpoint->by_parameters
                                            ? static_cast<double>(choice_.accelerators)
                                            : 1.0);
  }
  [[nodiscard]] std::string checkpoint_source() const {
    const auto& c = *w_.checkpoint;
    if (c.by_parameters) {
      return fmt::format("{}, line {}: weights and three optimizer values per parameter", file_,
                         c.mark.line);
    }
    return fmt::format("{}, line {}{}", file_, c.mark.line,
                       c.all_ranks ? ", of every rank" : ", of the first rank");
  }

  void write_dataset() {
    line(0, "datasets:");
    line(1, fmt::format("{}-data: {{record: {} B, initial: {} B}}", name_, w_.sample.si(),
                        static_cast<double>(w_.samples) * w_.sample.si()));
  }

  void write_stage() {
    line(0, "stages:");
    line(1, fmt::format("{}-train:", name_));
    line(2, "kind: train");
    line(2, fmt::format("reads: {}-data", name_));
    line(2, fmt::format("workload: {}", name_));
    line(2, fmt::format("accelerators: {}", choice_.accelerators));
    if (choice_.accelerator.empty()) {
      line(2, fmt::format("step_time: {} s", w_.step.si()));
    } else {
      line(2, fmt::format("accelerator: {}", choice_.accelerator));
    }
    if (whole_epochs()) {
      line(2, fmt::format("epochs: {}", w_.epochs));
    } else {
      const double steps = steps_per_epoch() * static_cast<double>(w_.epochs);
      line(2, fmt::format("steps: {:.0f}", std::min(steps, 1e9)));
    }
    line(2, fmt::format("read_threads: {}", w_.read_threads));
    line(2, fmt::format("prefetch: {}", w_.prefetch));
    if (const auto size = checkpoint_bytes()) write_checkpoint(*size);
  }

  void write_checkpoint(double size) {
    const auto& c = *w_.checkpoint;
    if (!c.steps_between && c.after_epoch > w_.epochs) {
      report_warning(warnings_, Code::kNotTakenOver, c.mark,
                     fmt::format("checkpoints: the first is due after epoch {} of {}",
                                 c.after_epoch, w_.epochs),
                     "none is written");
      return;
    }
    if (size > 1e18) {
      report_warning(warnings_, Code::kNotTakenOver, c.mark,
                     fmt::format("checkpoints of {:g} B", size), "none is written");
      return;
    }
    // Penstock counts in time: steps of compute time, without waiting for data.
    const double epoch = steps_per_epoch() * w_.step.si();
    const double run = epoch * static_cast<double>(w_.epochs);
    const double every = c.steps_between ? static_cast<double>(*c.steps_between) * w_.step.si()
                                         : static_cast<double>(c.epochs_between) * epoch;
    const double first = c.steps_between ? every : static_cast<double>(c.after_epoch) * epoch;
    if (every >= run || first >= run) {
      line(2, fmt::format("checkpoint: {{size: {:.0f} B}}  # at the end of a run", size));
      return;
    }
    if (!c.steps_between && c.after_epoch != c.epochs_between) {
      report_warning(warnings_, Code::kNotTakenOver, c.mark,
                     fmt::format("the first checkpoint after epoch {}", c.after_epoch),
                     "checkpoints are written at equal distances from the start");
    }
    line(2, fmt::format("checkpoint: {{size: {:.0f} B, every: {:.6g} s}}", size,
                        std::clamp(every, 1.0, kYear)));
  }

  const DlioWorkload& w_;
  const DlioChoice& choice_;
  std::string file_;
  std::string name_;
  Diagnostics& warnings_;
  std::string text_;
};

void check_choice(const DlioChoice& choice, const std::string& file_name,
                  Diagnostics& diagnostics) {
  const Mark file{file_name, 0, 0};
  if (!choice.name.empty()) {
    if (!valid_name(choice.name)) {
      report(diagnostics, Code::kBadName, file,
             fmt::format("{} is no name for a workload", units::quoted(choice.name)),
             "up to 58 letters, digits, '-' and '_', starting with a letter");
    } else if (const auto other = catalogue::class_of(catalogue::shipped(), choice.name);
               !other.empty()) {
      report(diagnostics, Code::kBadName, file,
             fmt::format("the catalogue has a {} called '{}'", other, choice.name),
             "take another name");
    }
  }
  const auto& accelerators = catalogue::shipped().accelerators;
  if (!choice.accelerator.empty() && !accelerators.contains(choice.accelerator)) {
    std::vector<std::string> known;
    for (const auto& [id, entry] : accelerators) known.push_back(id);
    const auto near = units::nearest(choice.accelerator, known);
    report(diagnostics, Code::kUnknownName, file,
           fmt::format("the catalogue has no accelerator {}", units::quoted(choice.accelerator)),
           near ? fmt::format("did you mean '{}'?", *near)
                : fmt::format("it has {}", fmt::join(known, ", ")));
  }
}

}  // namespace

tl::expected<Imported, Diagnostics> import_dlio(std::string_view text, const std::string& file_name,
                                                const DlioChoice& choice) {
  Diagnostics diagnostics;
  check_choice(choice, file_name, diagnostics);
  const auto workload = read_dlio(text, file_name, diagnostics);
  if (!workload || has_errors(diagnostics)) return tl::unexpected(std::move(diagnostics));
  Imported imported;
  imported.text = Writer(*workload, choice, file_name, diagnostics).text();
  imported.warnings = std::move(diagnostics);
  return imported;
}

}  // namespace penstock::importers
