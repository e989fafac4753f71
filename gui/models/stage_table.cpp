// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
#include "gui/models/stage_table.hpp"

#include <QCoreApplication>
#include <QStringList>

#include "gui/models/quantity_text.hpp"
#include "models/units/format.hpp"
#include "sim/report/figures.hpp"

namespace penstock::gui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::StageTable)
};

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

QString joined(const std::vector<std::string>& words) {
  QStringList list;
  for (const auto& word : words) list << text(word);
  return list.join(QStringLiteral(", "));
}

TableCell words(const QString& content, const QString& help = {}) {
  return {content, {}, help, false};
}

TableCell bytes(double value) {
  if (value <= 0.0) return {QStringLiteral("\u2013"), 0.0, {}, false};
  return {bytes_text(value), value, {}, false};
}

TableCell request(double size) {
  if (size <= 0.0) return bytes(size);
  return {text(report::request_size(size)), size, {}, false};
}

}  // namespace

Table stage_table(const results::DesignResult& design, const std::string& currency) {
  const auto currency_unit = text(currency);
  Table table;
  table.columns = {
      {Text::tr("Stage"), {}, {}, false},
      {Text::tr("Kind"), {}, {}, false},
      {Text::tr("Reads"), {}, Text::tr("Datasets"), false},
      {Text::tr("Writes"), {}, Text::tr("Dataset"), false},
      {Text::tr("Read per day"), "B", Text::tr("In the month with the most traffic"), true},
      {Text::tr("Written per day"), "B", Text::tr("In the month with the most traffic"), true},
      {Text::tr("Read : write"), {}, Text::tr("Bytes written per byte read"), true},
      {Text::tr("Read request"), "B", Text::tr("Size of one read"), true},
      {Text::tr("Write request"), "B", Text::tr("Size of one write"), true},
      {Text::tr("Requests per second"), "1/s", Text::tr("While the stage is active"), true},
      {Text::tr("Pattern"), {}, {}, false},
      {Text::tr("File system"), {}, {}, false},
      {Text::tr("Tiers"), {}, {}, false},
      {Text::tr("Limited by"), {}, Text::tr("Where its requests spend most of their time"), false},
      {Text::tr("Cost"), currency_unit, Text::tr("Its share of all costs over the horizon"), true},
  };
  for (const auto& stage : design.stages) {
    QStringList waits;
    for (const auto& wait : stage.waits) {
      waits << Text::tr("%1 of the request time: %2")
                   .arg(percent_text(wait.share), text(wait.resource));
    }
    table.rows.push_back({
        {text(stage.name), {}, {}, true},
        words(text(stage.kind)),
        words(joined(stage.reads)),
        words(text(stage.writes)),
        bytes(stage.bytes_read),
        bytes(stage.bytes_written),
        {text(report::read_write_ratio(stage.bytes_read, stage.bytes_written)), {}, {}, false},
        request(stage.read_request),
        request(stage.write_request),
        {text(units::format(units::Frequency{stage.requests})), stage.requests, {}, false},
        words(text(stage.pattern)),
        words(text(stage.file_system)),
        words(joined(stage.tiers)),
        words(Text::tr("%1 %2").arg(text(stage.limited_by), percent_text(stage.limited_share)),
              waits.join('\n')),
        {money_text(stage.cost, currency), stage.cost, {}, false},
    });
  }
  return table;
}

}  // namespace penstock::gui
