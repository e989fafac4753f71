// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The engine as a child process, and the document on top of it.
#include <signal.h>
#include <unistd.h>

#include <QFileInfo>
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/document/recent_files.hpp"
#include "gui/document/result_document.hpp"
#include "tests/gui/scenario_file.hpp"

using namespace penstock;
using namespace penstock::gui;
using gui::test::ScenarioFile;
using Kind = EngineFailure::Kind;
using State = ResultDocument::State;

namespace {

constexpr int kPatience = 20000;  // ms; a loaded machine starts processes slowly

struct Outcome {
  std::vector<Progress> progress;
  ResultPointer result;
  parameters::Diagnostics warnings;
  std::optional<EngineFailure> failure;
};

// Runs to the end; `after_first_progress` may interfere.
Outcome run(EngineProcess& engine, const QString& file,
            const std::function<void()>& after_first_progress = {}) {
  Outcome outcome;
  QObject scope;
  QObject::connect(&engine, &EngineProcess::progressed, &scope, [&](const Progress& progress) {
    outcome.progress.push_back(progress);
    if (outcome.progress.size() == 1 && after_first_progress) after_first_progress();
  });
  QObject::connect(
      &engine, &EngineProcess::succeeded, &scope,
      [&](const ResultPointer& result, const QByteArray&, const parameters::Diagnostics& warnings) {
        outcome.result = result;
        outcome.warnings = warnings;
      });
  QObject::connect(&engine, &EngineProcess::failed, &scope,
                   [&](const EngineFailure& failure) { outcome.failure = failure; });
  engine.start(file);
  CHECK(QTest::qWaitFor([&] { return outcome.result != nullptr || outcome.failure.has_value(); },
                        kPatience));
  return outcome;
}

bool alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

void wait_for(const ResultDocument& document, State state) {
  REQUIRE(QTest::qWaitFor([&] { return document.state() == state; }, kPatience));
}

}  // namespace

TEST_CASE("a good run reports its progress and the result", "[unit]") {
  const ScenarioFile file("good");
  EngineProcess engine;
  const auto outcome = run(engine, file.path());
  REQUIRE(outcome.result != nullptr);
  CHECK(*outcome.result == gui::test::sample_result());
  CHECK(outcome.progress ==
        std::vector<Progress>{{"all-flash", 1, 3}, {"all-flash", 2, 3}, {"hci", 3, 3}});
  CHECK_FALSE(engine.running());
}

TEST_CASE("warnings arrive beside the result", "[unit]") {
  const ScenarioFile file("warning");
  EngineProcess engine;
  const auto outcome = run(engine, file.path());
  REQUIRE(outcome.result != nullptr);
  REQUIRE(outcome.warnings.size() == 1);
  CHECK(outcome.warnings[0].severity == parameters::Severity::kWarning);
  CHECK(outcome.warnings[0].hint == "split it");
}

TEST_CASE("an invalid scenario gives its diagnostics with places and hints", "[unit]") {
  const ScenarioFile file("invalid");
  EngineProcess engine;
  const auto outcome = run(engine, file.path());
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->kind == Kind::kInvalidScenario);
  CHECK(outcome.failure->message == "The scenario has 2 errors.");
  const auto& diagnostics = outcome.failure->diagnostics;
  REQUIRE(diagnostics.size() == 2);
  CHECK(diagnostics[0].code == "PEN101");
  CHECK(diagnostics[0].mark.file == file.path().toStdString());
  CHECK(diagnostics[0].mark.line == 3);
  CHECK(diagnostics[0].mark.column == 7);
  CHECK(diagnostics[0].message == "'TBB' is not a unit");
  CHECK(diagnostics[0].hint == "did you mean 'TB'?");
  CHECK(diagnostics[1].hint.empty());
}

TEST_CASE("a crash, a failure and unreadable output are told apart", "[unit]") {
  EngineProcess engine;
  const auto failure_of = [&](const QByteArray& trick) {
    const ScenarioFile file(trick);
    return run(engine, file.path()).failure.value();
  };
  CHECK(failure_of("crash").kind == Kind::kCrashed);
  const auto failed = failure_of("fails");
  CHECK(failed.kind == Kind::kFailed);
  CHECK(failed.message == "The engine ended with exit code 1. cannot read the catalogue");
  CHECK(failure_of("garbage").kind == Kind::kUnreadable);
  CHECK(failure_of("truncated").kind == Kind::kUnreadable);
}

TEST_CASE("a runaway engine does not fill the memory", "[unit]") {
  const ScenarioFile file("noisy");
  EngineProcess engine;
  const auto outcome = run(engine, file.path());
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->kind == Kind::kFailed);
  CHECK(outcome.failure->message.contains("further messages were dropped"));
}

TEST_CASE("a missing engine is a failure and not a hang", "[unit]") {
  const ScenarioFile file("good");
  qputenv("PENSTOCK_ENGINE", "/nonexistent/penstock");
  EngineProcess engine;
  const auto outcome = run(engine, file.path());
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->kind == Kind::kNotStarted);
  CHECK(outcome.failure->message.contains("/nonexistent/penstock"));
}

TEST_CASE("cancelling ends the engine and its workers", "[unit]") {
  const ScenarioFile file("slow");
  EngineProcess engine;
  const auto worker_file = file.path() + ".worker";
  const auto outcome = run(engine, file.path(), [&] {
    CHECK(QTest::qWaitFor([&] { return QFileInfo(worker_file).size() > 0; }, kPatience));
    engine.cancel();
  });
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->kind == Kind::kCancelled);
  QFile worker(worker_file);
  REQUIRE(worker.open(QIODevice::ReadOnly));
  const auto pid = static_cast<pid_t>(worker.readAll().trimmed().toInt());
  REQUIRE(pid > 0);
  CHECK(QTest::qWaitFor([&] { return !alive(pid); }, kPatience));
}

TEST_CASE("an engine that ignores the request to stop is killed", "[unit]") {
  const ScenarioFile file("stubborn");
  EngineProcess engine;
  engine.kill_delay = std::chrono::milliseconds(200);
  const auto outcome = run(engine, file.path(), [&] { engine.cancel(); });
  REQUIRE(outcome.failure.has_value());
  CHECK(outcome.failure->kind == Kind::kCancelled);
}

TEST_CASE("a new run replaces the one under way in silence", "[unit]") {
  const ScenarioFile slow("slow");
  EngineProcess engine;
  QSignalSpy failed(&engine, &EngineProcess::failed);
  engine.start(slow.path());
  QTest::qWait(100);
  const ScenarioFile good("good");
  const auto outcome = run(engine, good.path());
  CHECK(outcome.result != nullptr);
  QTest::qWait(200);
  CHECK(failed.isEmpty());
}

TEST_CASE("progress lines with nonsense are no progress", "[unit]") {
  CHECK(parse_progress(R"({"event":"progress","design":"a","done":1,"total":2})") ==
        Progress{"a", 1, 2});
  CHECK_FALSE(parse_progress("plain text").has_value());
  CHECK_FALSE(parse_progress("{broken").has_value());
  CHECK_FALSE(parse_progress(R"({"event":"other","done":1,"total":2})").has_value());
  CHECK_FALSE(parse_progress(R"({"event":"progress","done":-1,"total":2})").has_value());
}

TEST_CASE("diagnostics without a line or a file are understood", "[unit]") {
  EngineOutput output;
  output.add("a:b.yaml: error[PEN001]: the file is empty");
  output.add("error[PEN002]: no file");
  output.add("  hint: name one");
  output.add("something else");
  output.add("  hint: not of a diagnostic");
  REQUIRE(output.diagnostics().size() == 2);
  CHECK(output.diagnostics()[0].mark == parameters::Mark{"a:b.yaml", 0, 0});
  CHECK(output.diagnostics()[1].mark == parameters::Mark{"", 0, 0});
  CHECK(output.diagnostics()[1].hint == "name one");
  CHECK(output.other().size() == 2);
}

TEST_CASE("a document opens a scenario and runs it", "[unit]") {
  const ScenarioFile file("good");
  ResultDocument document;
  CHECK(document.state() == State::kEmpty);
  QSignalSpy results(&document, &ResultDocument::result_changed);
  REQUIRE(document.open(file.path()).has_value());
  CHECK(document.state() == State::kRunning);
  wait_for(document, State::kReady);
  CHECK(results.count() == 2);  // cleared, then new
  CHECK(document.result()->verdict.winner == "smr-archive");
  CHECK_FALSE(document.stale());
  CHECK(QString::fromUtf8(document.json()).contains("smr-archive"));
}

TEST_CASE("a file that cannot be read leaves the document as it was", "[unit]") {
  const ScenarioFile file("good");
  ResultDocument document;
  CHECK_FALSE(document.open("/nonexistent.penstock.yaml").has_value());
  CHECK(document.state() == State::kEmpty);
  REQUIRE(document.open(file.path()).has_value());
  wait_for(document, State::kReady);
  const auto folder = document.open(QFileInfo(file.path()).absolutePath());
  REQUIRE_FALSE(folder.has_value());
  CHECK(folder.error().contains("folder"));
  CHECK(document.path() == file.path());
  CHECK(document.state() == State::kReady);
}

TEST_CASE("a changed file makes the result stale, and running again heals it", "[unit]") {
  const ScenarioFile file("good");
  ResultDocument document;
  document.set_run_on_change(false);
  REQUIRE(document.open(file.path()).has_value());
  wait_for(document, State::kReady);
  file.rewrite("good", "changed: 1\n");
  REQUIRE(QTest::qWaitFor([&] { return document.stale(); }, kPatience));
  CHECK(document.state() == State::kReady);
  file.rewrite("good");  // undone: the old result is right again
  REQUIRE(QTest::qWaitFor([&] { return !document.stale(); }, kPatience));
  file.rewrite("good", "changed: 2\n");
  REQUIRE(QTest::qWaitFor([&] { return document.stale(); }, kPatience));
  document.run();
  wait_for(document, State::kReady);
  CHECK_FALSE(document.stale());
}

TEST_CASE("a file replaced by renaming, as editors do, is noticed and run", "[unit]") {
  const ScenarioFile file("good");
  ResultDocument document;
  REQUIRE(document.open(file.path()).has_value());
  wait_for(document, State::kReady);
  QSignalSpy results(&document, &ResultDocument::result_changed);
  for (const auto* content : {"# fake: good\n# one\n", "# fake: good\n# two\n"}) {
    const auto before = results.count();
    ScenarioFile::write_file(file.in_folder("new"), content);
    REQUIRE(::rename(qPrintable(file.in_folder("new")), qPrintable(file.path())) == 0);
    REQUIRE(QTest::qWaitFor([&] { return results.count() == before + 1; }, kPatience));
  }
}

TEST_CASE("a failed run keeps the older result and says why", "[unit]") {
  const ScenarioFile file("good");
  ResultDocument document;
  REQUIRE(document.open(file.path()).has_value());
  wait_for(document, State::kReady);
  file.rewrite("invalid");
  wait_for(document, State::kFailed);
  CHECK(document.result() != nullptr);
  CHECK(document.stale());
  CHECK(document.failure() == "The scenario has 2 errors.");
  CHECK(document.diagnostics().size() == 2);
}

TEST_CASE("a saved result opens without an engine", "[unit]") {
  const ScenarioFile file("good");
  qputenv("PENSTOCK_ENGINE", "/nonexistent/penstock");
  ResultDocument document;
  REQUIRE(document.open(file.result_path()).has_value());
  wait_for(document, State::kReady);
  CHECK(*document.result() == gui::test::sample_result());
  CHECK(document.is_saved_result());
  ScenarioFile::write_file(file.in_folder("bad.json"), "[1, 2");
  REQUIRE(document.open(file.in_folder("bad.json")).has_value());
  wait_for(document, State::kFailed);
  CHECK(document.failure().contains("is not a result"));
}

TEST_CASE("recent files are the newest first, without those that are gone", "[unit]") {
  const ScenarioFile file("good");
  add_recent_file(file.path());
  add_recent_file(file.result_path());
  add_recent_file("/nonexistent");
  add_recent_file(file.path());
  CHECK(recent_files().mid(0, 2) == QStringList{file.path(), file.result_path()});
}
