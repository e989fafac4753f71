// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// Item models and the plain data behind them. No widgets.
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <catch2/catch.hpp>
#include <numeric>

#include "gui/models/capacity.hpp"
#include "gui/models/comparison_model.hpp"
#include "gui/models/cost_summary.hpp"
#include "gui/models/message_table.hpp"
#include "gui/models/metric_info.hpp"
#include "gui/models/quantity_text.hpp"
#include "gui/models/resource_table.hpp"
#include "gui/models/stage_table.hpp"
#include "gui/models/table_text.hpp"
#include "tests/gui/sample_result.hpp"

using namespace penstock;
using namespace penstock::gui;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

const ComparisonRow& find_row(const Comparison& comparison, const QString& label) {
  for (const auto& row : comparison.rows) {
    if (row.label == label) return row;
  }
  throw std::out_of_range("no row " + label.toStdString());
}

int find_column(const Table& table, const QString& title) {
  for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) {
    if (table.columns[static_cast<std::size_t>(i)].title == title) return i;
  }
  throw std::out_of_range("no column " + title.toStdString());
}

const TableCell& cell(const Table& table, int row, const QString& title) {
  return table.rows.at(static_cast<std::size_t>(row))
      .at(static_cast<std::size_t>(find_column(table, title)));
}

// RFC 4180, for reading back what was exported.
std::vector<QStringList> read_csv(const QString& text) {
  std::vector<QStringList> lines;
  QStringList fields;
  QString field;
  bool quoted = false;
  for (int i = 0; i < text.size(); ++i) {
    const auto c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        field += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        field += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      fields << std::exchange(field, {});
    } else if (c == '\n') {
      fields << std::exchange(field, {});
      lines.push_back(std::exchange(fields, {}));
    } else if (c != '\r') {
      field += c;
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("the comparison has one column per design and says which wins", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "all-flash");
  REQUIRE(comparison.columns.size() == 4);
  CHECK(comparison.columns[0].baseline);
  CHECK_FALSE(comparison.columns[0].winner);
  CHECK(comparison.columns[1].winner);
  CHECK(comparison.columns[3].failure == "the equations of month 3 have no solution");
  for (const auto& row : comparison.rows) CHECK(row.cells.size() == 4);
}

TEST_CASE("an objective shows value and check or cross, and why it is missed", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "all-flash");
  const auto& row = find_row(comparison, "train.accelerator_utilisation >= 90 %");
  CHECK(row.cells[0].state == ObjectiveState::kMet);
  CHECK(row.cells[0].text == QString::fromUtf8("\u2713 97.1 %"));
  CHECK(row.cells[2].state == ObjectiveState::kMissed);
  CHECK(row.cells[2].text == QString::fromUtf8("\u2717 88.3 %"));
  CHECK(row.cells[2].reason.contains("limit 90.0 %"));
  CHECK(row.cells[2].reason.contains("First missed in 2028-03"));
  CHECK(row.cells[2].reason.contains("limited by gpu (93.0 %"));
  CHECK(row.cells[2].reason.contains("10 % more of client nic gives 91.0 %"));
  CHECK(find_row(comparison, "Objectives met").cells[2].text == QString::fromUtf8("\u2717 1 of 2"));
}

TEST_CASE("differences are against the chosen baseline, in value and percent", "[unit]") {
  const auto result = test::sample_result();
  const auto comparison = compare_designs(result, "all-flash");
  const auto& total = find_row(comparison, "Total over 60 months");
  const double base = economics::nominal(result.designs[0].ledger).si();
  const double other = economics::nominal(result.designs[1].ledger).si();
  CHECK(total.cells[0].difference_text.isEmpty());
  REQUIRE(total.cells[1].difference.has_value());
  CHECK(*total.cells[1].difference == Approx(other - base));
  CHECK(*total.cells[1].relative == Approx((other - base) / base));
  CHECK(total.cells[1].difference_text.startsWith(QString::fromUtf8("\u2212$")));
  CHECK(total.cells[1].difference_text.contains('%'));

  // Percentages differ by points: a percentage of a percentage misleads.
  const auto& objective = find_row(comparison, "train.accelerator_utilisation >= 90 %");
  CHECK(objective.cells[2].difference_text == QString::fromUtf8("\u22128.8 points"));

  const auto swapped = compare_designs(result, "smr-archive");
  CHECK(*find_row(swapped, "Total over 60 months").cells[0].difference == Approx(base - other));
}

TEST_CASE("without the baseline among the designs there are no differences", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "no such design");
  for (const auto& row : comparison.rows) {
    for (const auto& one : row.cells) CHECK_FALSE(one.difference.has_value());
  }
}

TEST_CASE("a failed design says so and never is the best", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "all-flash");
  for (const auto& row : comparison.rows) {
    if (row.section) continue;
    CHECK(row.cells[3].text == "failed");
    CHECK(row.cells[3].reason == "the equations of month 3 have no solution");
    CHECK_FALSE(row.cells[3].value.has_value());
    CHECK_FALSE(row.cells[3].best);
  }
  const auto& total = find_row(comparison, "Total over 60 months");
  CHECK(total.cells[2].best);  // hci is cheapest, whether or not it meets the objectives
  CHECK_FALSE(total.cells[0].best);
}

TEST_CASE("run-out dates and limits are shown per tier and stage", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "all-flash");
  const auto& big = find_row(comparison, "big");
  CHECK(big.cells[0].text == "2031-03");
  CHECK(big.cells[1].text == "never");
  CHECK(big.cells[1].reason.contains("1 purchases"));
  CHECK(find_row(comparison, "train").cells[0].text == "gpu 93 %");
  CHECK(
      find_row(comparison, "train").cells[0].reason.contains("7.0 % of the request time: latency"));
}

TEST_CASE("metrics that are no objectives are listed once, by path", "[unit]") {
  const auto comparison = compare_designs(test::sample_result(), "all-flash");
  const auto rows_of = [&](const QString& path) {
    return std::count_if(comparison.rows.begin(), comparison.rows.end(), [&](const auto& row) {
      return row.metric && row.metric->path == path.toStdString();
    });
  };
  CHECK(rows_of("ingest.backlog") == 1);
  CHECK(rows_of("tier.fast.fill") == 1);
  CHECK(rows_of("cost_per_useful_gpu_hour") == 1);
  CHECK(find_row(comparison, "fast fill").cells[0].text == "60.0 %");
}

TEST_CASE("the comparison model keeps the rules of item models", "[unit]") {
  ComparisonModel model;
  const QAbstractItemModelTester tester(&model, kFatal);
  QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
  model.set_comparison(compare_designs(test::sample_result(), "all-flash"));
  CHECK(reset.count() == 1);
  CHECK(model.columnCount() == 4);
  CHECK(model.rowCount() > 10);
  CHECK(model.headerData(1, Qt::Horizontal).toString() == "smr-archive\nwinner");
  CHECK(model.headerData(0, Qt::Horizontal).toString() == "all-flash\nbaseline");
  CHECK(model.headerData(3, Qt::Horizontal).toString() == "broken\nfailed");
  CHECK(model.headerData(0, Qt::Vertical).toString() == "Objectives");
  CHECK(model.index(0, 0).data(ComparisonModel::kSectionRole).toBool());
  CHECK_FALSE(model.index(99999, 0).data().isValid());
  const auto objective = model.index(2, 2);
  CHECK(objective.data(Qt::AccessibleTextRole).toString().contains("objective missed"));
  CHECK(objective.data(Qt::ToolTipRole).toString().contains("Missed"));
  model.set_comparison({});
  CHECK(model.rowCount() == 0);
}

TEST_CASE("the comparison copies with headers and units", "[unit]") {
  const auto result = test::sample_result();
  const auto lines = comparison_tsv(compare_designs(result, "all-flash")).split('\n');
  CHECK(lines[0] == "Metric\tUnit\tall-flash\tsmr-archive\thci\tbroken");
  const auto total = std::find_if(lines.begin(), lines.end(), [](const QString& line) {
    return line.startsWith("Cost: Total over 60 months\t");
  });
  REQUIRE(total != lines.end());
  const auto fields = total->split('\t');
  CHECK(fields[1] == "USD");
  CHECK(fields[2].toDouble() == economics::nominal(result.designs[0].ledger).si());
  CHECK(fields[5] == "failed");
  for (const auto& line : lines) {
    if (!line.isEmpty()) CHECK(line.count('\t') == 5);
  }
}

TEST_CASE("the exported comparison reads back with every number exact", "[unit]") {
  auto result = test::sample_result();
  result.designs[0].name = "all \"flash\", fast";
  result.inputs.baseline = result.designs[0].name;
  const auto lines = read_csv(comparison_csv(compare_designs(result, "all \"flash\", fast")));
  REQUIRE(lines.size() > 20);
  CHECK(lines[0].join(' ') ==
        "section metric path unit design value text met difference relative_difference");
  int totals = 0;
  for (const auto& line : lines) {
    REQUIRE(line.size() == 10);
    if (line[2] != "tco" || line[4] == "broken") continue;
    const auto* const design = results::find_design(result, line[4].toStdString());
    REQUIRE(design != nullptr);
    CHECK(line[5].toDouble() == economics::nominal(design->ledger).si());
    CHECK(line[3] == "USD");
    ++totals;
  }
  CHECK(totals == 3);
}

TEST_CASE("the table model keeps the rules of item models with every table", "[unit]") {
  const auto result = test::sample_result();
  const auto& design = result.designs[0];
  TableModel model;
  const QAbstractItemModelTester tester(&model, kFatal);
  for (const auto& table :
       {stage_table(design, "USD"), cost_table(cost_summary(result, MoneyView::kNominal)),
        ledger_table(design, result.inputs), capacity_table(tier_capacities(design), result.inputs),
        resource_table(design, "USD"), message_table({}, {"a note"}), Table{}}) {
    model.set_table(table);
    CHECK(model.rowCount() == static_cast<int>(table.rows.size()));
    CHECK(model.columnCount() == static_cast<int>(table.columns.size()));
  }
}

TEST_CASE("sorting uses the number and not its text", "[unit]") {
  TableModel model;
  model.set_table(
      {{{"n", "B", {}, true}}, {{{"1 TB", 1e12, {}, false}}, {{"900 GB", 9e11, {}, false}}}});
  CHECK(model.index(0, 0).data(TableModel::kSortRole).toDouble() == 1e12);
  CHECK(model.index(1, 0).data(TableModel::kSortRole).toDouble() == 9e11);
}

TEST_CASE("the pipeline map shows bytes, ratio, sizes and what limits a stage", "[unit]") {
  const auto table = stage_table(test::sample_result().designs[0], "USD");
  REQUIRE(table.rows.size() == 2);
  CHECK(cell(table, 0, "Stage").text == "ingest");
  CHECK(cell(table, 0, "Read per day").text == QString::fromUtf8("\u2013"));
  CHECK(cell(table, 0, "Read : write").text == "0:1");
  CHECK(cell(table, 1, "Read per day").text == "120 TB");
  CHECK(*cell(table, 1, "Read per day").value == 120e12);
  CHECK(cell(table, 1, "Read request").text == "4 MiB");
  CHECK(cell(table, 1, "Limited by").text == "gpu 93.0 %");
  CHECK(cell(table, 1, "Tiers").text == "fast, big");
}

TEST_CASE("costs by category add up to the total of the ledger", "[unit]") {
  const auto result = test::sample_result();
  const auto nominal = cost_summary(result, MoneyView::kNominal);
  const auto discounted = cost_summary(result, MoneyView::kDiscounted);
  REQUIRE(nominal.designs.size() == 3);  // the failed one costs nothing that is known
  for (std::size_t d = 0; d < 3; ++d) {
    const auto& ledger = result.designs[d].ledger;
    CHECK(nominal.totals[d] == Approx(economics::nominal(ledger).si()));
    CHECK(discounted.totals[d] == Approx(economics::discounted(ledger, units::Ratio{0.08}).si()));
    CHECK(discounted.totals[d] < nominal.totals[d]);
  }
  // No cloud costs in the sample: categories without any amount are left out.
  CHECK(nominal.categories.size() == 10);
  const auto table = cost_table(nominal);
  CHECK(table.rows.size() == 11);
  CHECK(table.rows.back().front().text == "Total");
}

TEST_CASE("the ledger table has every row with its month", "[unit]") {
  const auto result = test::sample_result();
  const auto table = ledger_table(result.designs[0], result.inputs);
  CHECK(table.rows.size() == result.designs[0].ledger.size());
  CHECK(cell(table, 0, "Month").text == "2027-01");
  CHECK(cell(table, 4, "Month").text == "2031-12");
  CHECK(cell(table, 0, "Basis").text == "datasheet");
  double sum = 0.0;
  for (int row = 0; row < static_cast<int>(table.rows.size()); ++row) {
    sum += *cell(table, row, "Amount").value;
  }
  CHECK(sum == Approx(economics::nominal(result.designs[0].ledger).si()));
}

TEST_CASE("the capacity of a tier follows its purchases, month by month", "[unit]") {
  auto result = test::sample_result();
  const auto tiers = tier_capacities(result.designs[1]);
  REQUIRE(tiers.size() == 2);
  const auto& big = tiers[1];
  REQUIRE(big.months.size() == 60);
  CHECK(big.usable[23] == Approx(30e15));
  CHECK(big.usable[24] == Approx(45e15));
  CHECK(big.stored[0] == Approx(12e15));
  CHECK(big.stored[59] == Approx(36e15));
  CHECK_FALSE(big.run_out.has_value());
  CHECK(tier_capacities(result.designs[0])[1].run_out == 50);
  CHECK(tier_capacities(result.designs[3]).empty());

  // A cloud has no usable capacity, and a tier without stored bytes nothing to draw.
  for (auto& month : result.designs[1].months) {
    month.metrics.erase("tier.big.usable");
    month.metrics.erase("tier.fast.stored");
  }
  const auto cloud = tier_capacities(result.designs[1]);
  REQUIRE(cloud.size() == 1);
  CHECK(cloud[0].usable[0] == 0.0);
  CHECK(cell(capacity_table(cloud, result.inputs), 0, "big fill").text ==
        QString::fromUtf8("\u2013"));
}

TEST_CASE("the capacity table marks the months in which data no longer fits", "[unit]") {
  const auto result = test::sample_result();
  const auto table = capacity_table(tier_capacities(result.designs[0]), result.inputs);
  REQUIRE(table.rows.size() == 60);
  CHECK_FALSE(cell(table, 49, "big fill").emphasised);
  CHECK(cell(table, 50, "big fill").emphasised);
  CHECK(cell(table, 0, "Month").text == "2027-01");
}

TEST_CASE("resources are sorted by the waiting they cause and show the effect of more", "[unit]") {
  const auto table = resource_table(test::sample_result().designs[2], "USD");
  CHECK(cell(table, 0, "Resource").text == "gpu");
  CHECK(cell(table, 1, "Resource").text == "client nic");
  CHECK(cell(table, 1, "With 10 % more").text == "91.0 %");
  CHECK(cell(table, 1, "With 10 % more").emphasised);
  CHECK(cell(table, 0, "With 10 % more").text == QString::fromUtf8("\u2013"));
}

TEST_CASE("timelines are offered by month and resource", "[unit]") {
  const auto design = test::sample_result().designs[0];
  CHECK(timeline_months(design) == std::vector<int>{0, 59});
  CHECK(timeline_resources(design, 59).size() == 6);
  CHECK(timeline_resources(design, 59).contains("gpu"));
  CHECK(timeline_resources(design, 5).empty());
}

TEST_CASE("values that look the same are equally good", "[unit]") {
  auto result = test::sample_result();
  result.designs.pop_back();
  const auto best_of = [&](std::vector<double> utilisations) {
    for (std::size_t i = 0; i < 3; ++i) result.designs[i].objectives[0].worst = utilisations[i];
    const auto comparison = compare_designs(result, "all-flash");
    std::vector<bool> best;
    for (const auto& one : find_row(comparison, "train.accelerator_utilisation >= 90 %").cells) {
      best.push_back(one.best);
    }
    return best;
  };
  CHECK(best_of({0.95, 0.95, 0.95}) == std::vector<bool>{false, false, false});
  CHECK(best_of({0.95, 0.9501, 0.92}) == std::vector<bool>{true, true, false});
  CHECK(best_of({0.95, 0.97, 0.92}) == std::vector<bool>{false, true, false});
}

TEST_CASE("errors come before warnings in the message table", "[unit]") {
  using parameters::Severity;
  const auto table =
      message_table({{Severity::kWarning, "PEN301", {"/a/b.yaml", 7, 3}, "odd", {}},
                     {Severity::kError, "PEN101", {"/a/b.yaml", 3, 0}, "wrong", "write it so"}},
                    {"noted"});
  REQUIRE(table.rows.size() == 3);
  CHECK(cell(table, 0, "Code").text == "PEN101");
  CHECK(cell(table, 0, "Place").text == "b.yaml:3");
  CHECK(cell(table, 0, "Hint").text == "write it so");
  CHECK(cell(table, 1, "Place").text == "b.yaml:7:3");
  CHECK(cell(table, 2, "Message").text == "noted");
}

TEST_CASE("metrics are described by the table of metrics", "[unit]") {
  const auto fill = metric_info("tier.big.fill", "USD");
  CHECK(fill.label == "big fill");
  CHECK(fill.better == Better::kLower);
  CHECK(fill.share);
  CHECK_FALSE(fill.help.isEmpty());
  CHECK(metric_info("train.accelerator_utilisation", "USD").better == Better::kHigher);
  CHECK(metric_info("tco", "USD").money);
  CHECK(metric_info("cost.train", "USD").money);
  CHECK(metric_info("never_heard_of", "USD").better == Better::kNeither);
}

TEST_CASE("numbers have their unit, sign and currency", "[unit]") {
  const auto dollars = metric_info("tco", "USD");
  const auto euros = metric_info("tco", "EUR");
  CHECK(metric_text(dollars, 18.4e6) == "$18.4 M");
  CHECK(metric_text(euros, 18.4e6) == "18.4 M EUR");
  CHECK(metric_text(metric_info("cost.train", "EUR"), 18.4e6) == "18.4 M EUR");
  CHECK(difference_text(dollars, 1.2e6, 0.0) == "+$1.20 M");
  CHECK(difference_text(dollars, -1.2e6, 6.0e6) ==
        QString::fromUtf8("\u2212$1.20 M (\u221220.0 %)"));
  CHECK(difference_text(dollars, 0.0, 0.0) == "same");
  CHECK(difference_text(dollars, 1.0, 1e6) == "same");
  CHECK(difference_text(metric_info("tier.big.fill", "USD"), -0.088, 0.97) ==
        QString::fromUtf8("\u22128.8 points"));
  CHECK(metric_unit(euros) == "EUR");
  CHECK(metric_unit(metric_info("ingest.backlog", "USD")) == "s");
  CHECK(metric_unit(metric_info("never_heard_of", "USD")) == "1");
  CHECK(metric_unit(metric_info("cost.train", "EUR")) == "EUR");
  CHECK(money_text(-3.0e6, "USD").startsWith(QString::fromUtf8("\u2212")));
}

TEST_CASE("fields with separators are quoted in CSV and cleaned in TSV", "[unit]") {
  CHECK(csv_line({"a", "b,c", "d\"e"}) == "a,\"b,c\",\"d\"\"e\"\r\n");
  CHECK(tsv_line({"a\tb", "c\nd"}) == "a b\tc d\n");
  CHECK(exact_number(0.1) == "0.1");
  CHECK(exact_number(1.0 / 3.0).toDouble() == 1.0 / 3.0);
}
