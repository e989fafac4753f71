// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "sim/report/csv.hpp"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <vector>

#include "sim/report/figures.hpp"
#include "sim/report/metric_paths.hpp"

namespace penstock::report {
namespace {

using results::DesignResult;
using results::Result;

/// The shortest text that reads back to the same double.
std::string exact(double value) {
  return fmt::format("{}", value);
}

std::string line(const std::vector<std::string>& fields) {
  std::string text;
  for (std::size_t i = 0; i < fields.size(); ++i)
    text += (i == 0 ? "" : ",") + csv_field(fields[i]);
  return text + "\n";
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

/// Appends lines of the tidy table for one design.
class Tidy {
 public:
  Tidy(std::string& text, const Result& result, const DesignResult& design)
      : text_(text), result_(result), design_(design) {}

  void add(const char* section, const std::string& item, std::optional<int> month,
           const std::string& metric, double value, const std::string& unit) {
    text_ += line({design_.name, section, item, month ? std::to_string(*month) : std::string(),
                   metric, exact(value), unit});
  }
  void add(const char* section, const std::string& item, const std::string& metric,
           std::optional<double> value, const std::string& unit) {
    if (value) add(section, item, std::nullopt, metric, *value, unit);
  }

  void totals() {
    const auto& currency = result_.inputs.currency;
    add("total", "", "capex", capital(design_.ledger).si(), currency);
    add("total", "", "energy_cost", total_of(design_.ledger, economics::Category::kEnergy).si(),
        currency);
    add("total", "", "tco", economics::nominal(design_.ledger).si(), currency);
    const units::Ratio rate{result_.inputs.discount_rate};
    add("total", "", "npv", economics::discounted(design_.ledger, rate).si(), currency);
    for (const auto& [path, value] : design_.metrics) {
      add("summary", "", path, value, metric_unit(path, currency));
    }
  }
  void objectives() {
    for (const auto& row : design_.objectives) {
      const auto unit = metric_unit(row.path, result_.inputs.currency);
      add("objective", row.text, "met", row.met ? 1.0 : 0.0, "1");
      add("objective", row.text, "worst", row.worst, unit);
      add("objective", row.text, "limit", row.limit, unit);
      add("objective", row.text, "first_violation", row.first_violation, "month");
    }
  }
  void months() {
    for (const auto& month : design_.months) {
      for (const auto& [path, value] : month.metrics) {
        add("month", "", month.index, path, value, metric_unit(path, result_.inputs.currency));
      }
    }
  }
  void stages() {
    for (const auto& row : design_.stages) {
      add("stage", row.name, "bytes_read", row.bytes_read, "B/d");
      add("stage", row.name, "bytes_written", row.bytes_written, "B/d");
      add("stage", row.name, "read_request", row.read_request, "B");
      add("stage", row.name, "write_request", row.write_request, "B");
      add("stage", row.name, "requests", row.requests, "1/s");
      add("stage", row.name, "cost", row.cost, result_.inputs.currency);
      for (const auto& wait : row.waits) {
        add("stage", row.name, "wait." + wait.resource, wait.share, "1");
      }
    }
  }
  void tiers() {
    for (const auto& row : design_.tiers) {
      add("tier", row.name, "devices", row.devices, "1");
      add("tier", row.name, "raw_bytes", row.raw_bytes, "B");
      add("tier", row.name, "usable_bytes", row.usable_bytes, "B");
      add("tier", row.name, "run_out", row.run_out, "month");
      add("tier", row.name, "nines", row.nines, "1");
      add("tier", row.name, "mttdl", row.mttdl, "s");
      add("tier", row.name, "rebuild", row.rebuild, "s");
      for (const auto& purchase : row.purchases) {
        add("purchase", row.name, purchase.arrives, "ordered", purchase.ordered, "month");
        add("purchase", row.name, purchase.arrives, "servers", purchase.servers, "1");
        add("purchase", row.name, purchase.arrives, "raw_bytes", purchase.raw_bytes, "B");
      }
    }
  }
  void resources() {
    std::string unit;
    for (const auto& row : design_.objectives) {
      if (row.text == design_.probed_objective || row.path == design_.probed_objective) {
        unit = metric_unit(row.path, result_.inputs.currency);
      }
    }
    for (const auto& row : design_.resources) {
      add("resource", row.name, "utilisation", row.utilisation, "1");
      add("resource", row.name, "peak", row.peak, "1");
      add("resource", row.name, "wait_share", row.wait_share, "1");
      add("resource", row.name, "objective_before", row.objective_before, unit);
      add("resource", row.name, "objective_after", row.objective_after, unit);
    }
  }
  void ledger() {
    for (const auto& row : design_.ledger) {
      add("ledger", row.owner + "/" + row.item, row.month, parameters::word(row.category),
          row.amount.si(), result_.inputs.currency);
    }
  }

 private:
  std::string& text_;
  const Result& result_;
  const DesignResult& design_;
};

std::string all_table(const Result& result) {
  std::string text = "design,section,item,month,metric,value,unit\n";
  for (const auto& design : result.designs) {
    Tidy tidy(text, result, design);
    tidy.add("design", "", "failed", design.failure.empty() ? 0.0 : 1.0, "1");
    if (!design.failure.empty()) continue;
    tidy.add("design", "", "windows", design.windows, "1");
    tidy.add("design", "", "resimulations", design.resimulations, "1");
    tidy.totals();
    tidy.objectives();
    tidy.months();
    tidy.stages();
    tidy.tiers();
    tidy.resources();
    tidy.ledger();
  }
  return text;
}

std::string ledger_table(const Result& result) {
  std::string text =
      "design,month,date,category,item,owner,quantity,unit,unit_price,amount,currency,basis\n";
  for (const auto& design : result.designs) {
    for (const auto& row : design.ledger) {
      text += line({design.name, std::to_string(row.month),
                    results::month_label(result.inputs.start, row.month),
                    parameters::word(row.category), row.item, row.owner, exact(row.quantity),
                    row.unit, exact(row.unit_price), exact(row.amount.si()), result.inputs.currency,
                    parameters::word(row.basis)});
    }
  }
  return text;
}

std::string months_table(const Result& result) {
  std::set<std::string> paths;
  for (const auto& design : result.designs) {
    for (const auto& month : design.months) {
      for (const auto& [path, value] : month.metrics) paths.insert(path);
    }
  }
  std::vector<std::string> header{"design", "month", "date", "simulated"};
  for (const auto& path : paths) {
    header.push_back(fmt::format("{} [{}]", path, metric_unit(path, result.inputs.currency)));
  }
  std::string text = line(header);
  for (const auto& design : result.designs) {
    for (const auto& month : design.months) {
      std::vector<std::string> fields{design.name, std::to_string(month.index), month.date,
                                      month.simulated ? "true" : "false"};
      for (const auto& path : paths) {
        const auto at = month.metrics.find(path);
        fields.push_back(at == month.metrics.end() ? std::string() : exact(at->second));
      }
      text += line(fields);
    }
  }
  return text;
}

std::string stages_table(const Result& result) {
  std::string text =
      "design,stage,kind,reads,writes,bytes_read [B/d],bytes_written [B/d],read_request [B],"
      "write_request [B],requests [1/s],pattern,file_system,tiers,limited_by,limited_share,"
      "cost [" +
      result.inputs.currency + "]\n";
  for (const auto& design : result.designs) {
    for (const auto& row : design.stages) {
      text += line({design.name, row.name, row.kind, joined(row.reads), row.writes,
                    exact(row.bytes_read), exact(row.bytes_written), exact(row.read_request),
                    exact(row.write_request), exact(row.requests), row.pattern, row.file_system,
                    joined(row.tiers), row.limited_by, exact(row.limited_share), exact(row.cost)});
    }
  }
  return text;
}

std::string timelines_table(const Result& result) {
  std::string text = "design,resource,month,second,utilisation\n";
  for (const auto& design : result.designs) {
    for (const auto& row : design.timelines) {
      for (std::size_t i = 0; i < row.utilisation.size(); ++i) {
        text += line({design.name, row.resource, std::to_string(row.month),
                      exact(static_cast<double>(i) * row.step), exact(row.utilisation[i])});
      }
    }
  }
  return text;
}

}  // namespace

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + "\"";
}

std::string render_csv(const Result& result, CsvTable table) {
  switch (table) {
    case CsvTable::kAll:
      return all_table(result);
    case CsvTable::kLedger:
      return ledger_table(result);
    case CsvTable::kMonths:
      return months_table(result);
    case CsvTable::kStages:
      return stages_table(result);
    case CsvTable::kTimelines:
      return timelines_table(result);
  }
  return {};
}

}  // namespace penstock::report
