// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The desktop with the real engine on the reference scenario.
#include <QApplication>
#include <QComboBox>
#include <QFileInfo>
#include <QLabel>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <catch2/catch.hpp>

#include "gui/models/capacity.hpp"
#include "gui/models/resource_table.hpp"
#include "gui/views/comparison_page.hpp"
#include "gui/views/main_window.hpp"

using namespace penstock;
using namespace penstock::gui;
using State = ResultDocument::State;

namespace {

constexpr int kPatience = 300000;  // ms; a debug build with sanitizers on a busy machine
const QString kScenario = PENSTOCK_SOURCE_DIR "/scenarios/av-perception.penstock.yaml";

}  // namespace

TEST_CASE("the reference scenario runs and every page has something to show", "[engine]") {
  qputenv("PENSTOCK_ENGINE", PENSTOCK_ENGINE_FILE);
  MainWindow window;
  window.show();
  REQUIRE(QTest::qWaitForWindowExposed(&window));
  std::vector<Progress> progress;
  QObject::connect(&window.document(), &ResultDocument::progressed, &window,
                   [&](const Progress& one) { progress.push_back(one); });
  window.open(kScenario);
  REQUIRE(QTest::qWaitFor([&] { return window.document().state() != State::kRunning; }, kPatience));
  INFO(window.document().failure().toStdString());
  REQUIRE(window.document().state() == State::kReady);

  CHECK_FALSE(progress.empty());
  const auto& result = *window.document().result();
  CHECK(result.designs.size() >= 6);
  CHECK(window.findChild<QLabel*>("winner")->text() ==
        QString::fromStdString(result.verdict.lines.at(0)));
  for (const auto& design : result.designs) {
    INFO(design.name);
    CHECK(design.failure.empty());
    CHECK(tier_capacities(design).size() == design.tiers.size());
    CHECK_FALSE(timeline_months(design).empty());
    // Timelines are chosen by the names of the resource table.
    for (const int month : timeline_months(design)) {
      for (const auto& name : timeline_resources(design, month)) {
        CHECK(std::any_of(design.resources.begin(), design.resources.end(),
                          [&](const auto& resource) { return resource.name == name; }));
      }
    }
  }
  for (int i = 0; i < window.pages().size(); ++i) {
    window.show_page(i);
    QTest::qWait(50);
    INFO(window.pages()[i]->id().toStdString());
    CHECK(window.pages()[i]->tsv().count('\n') > 2);
    for (const auto* chart : window.pages()[i]->charts())
      CHECK_FALSE(chart->chart()->series().isEmpty());
  }
}

TEST_CASE("cancelling the real engine works", "[engine]") {
  qputenv("PENSTOCK_ENGINE", PENSTOCK_ENGINE_FILE);
  ResultDocument document;
  REQUIRE(document.open(kScenario).has_value());
  document.cancel();
  REQUIRE(QTest::qWaitFor([&] { return document.state() != State::kRunning; }, kPatience));
  CHECK(document.state() == State::kFailed);
  CHECK(document.failure() == "The run was cancelled.");
}

TEST_CASE("the real engine's diagnostics arrive with their places", "[engine]") {
  qputenv("PENSTOCK_ENGINE", PENSTOCK_ENGINE_FILE);
  const QTemporaryDir folder;
  const auto path = folder.filePath("wrong.penstock.yaml");
  {
    QFile file(path);
    REQUIRE(file.open(QIODevice::WriteOnly));
    file.write("penstock: 1\nname: wrong\nhorizon: 5 parsecs\nno_such_key: 3\n");
  }
  ResultDocument document;
  REQUIRE(document.open(path).has_value());
  REQUIRE(QTest::qWaitFor([&] { return document.state() != State::kRunning; }, kPatience));
  CHECK(document.state() == State::kFailed);
  const auto& diagnostics = document.diagnostics();
  CHECK(std::any_of(diagnostics.begin(), diagnostics.end(),
                    [](const auto& one) { return one.mark.line == 3; }));
  CHECK(std::any_of(diagnostics.begin(), diagnostics.end(),
                    [](const auto& one) { return one.mark.line == 4; }));
}

TEST_CASE("penstock-gui --screenshot writes a picture of every page", "[engine]") {
  const QTemporaryDir folder;
  QProcess desktop;
  auto environment = QProcessEnvironment::systemEnvironment();
  environment.insert("XDG_CONFIG_HOME", folder.path());
  environment.remove("PENSTOCK_ENGINE");  // it finds the engine beside itself
  desktop.setProcessEnvironment(environment);
  desktop.start(PENSTOCK_GUI_FILE, {"--screenshot", folder.filePath("pictures"), kScenario});
  REQUIRE(desktop.waitForFinished(kPatience));
  INFO(desktop.readAllStandardError().toStdString());
  CHECK(desktop.exitCode() == 0);
  for (const auto* name : {"1-comparison", "2-pipeline", "3-capacity", "4-cost", "5-utilisation"}) {
    CHECK(QFileInfo(folder.filePath(QStringLiteral("pictures/%1.png").arg(name))).size() > 1000);
  }
}
