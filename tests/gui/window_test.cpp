// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// The real window in a real window system (Xvfb).
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QXmlStreamReader>
#include <catch2/catch.hpp>

#include "gui/charts/chart_style.hpp"
#include "gui/views/comparison_page.hpp"
#include "gui/views/main_window.hpp"
#include "gui/views/page_export.hpp"
#include "gui/views/screenshots.hpp"
#include "gui/views/theme.hpp"
#include "tests/gui/scenario_file.hpp"

using namespace penstock;
using namespace penstock::gui;
using gui::test::ScenarioFile;
using State = ResultDocument::State;

namespace {

constexpr int kPatience = 20000;  // ms

void show(MainWindow& window) {
  window.show();
  REQUIRE(QTest::qWaitForWindowExposed(&window, kPatience));
}

void wait_for(MainWindow& window, State state) {
  REQUIRE(QTest::qWaitFor([&] { return window.document().state() == state; }, kPatience));
}

void open_and_wait(MainWindow& window, const QString& path) {
  show(window);
  window.open(path);
  wait_for(window, State::kReady);
}

QByteArray content(const QString& path) {
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  return file.readAll();
}

// Share of pixels that differ from the most frequent colour: an empty page has next to none.
double drawn_share(const QImage& image) {
  QHash<QRgb, int> colours;
  for (int y = 0; y < image.height(); y += 2) {
    for (int x = 0; x < image.width(); x += 2) ++colours[image.pixel(x, y)];
  }
  int most = 0;
  int all = 0;
  for (const int count : colours) {
    most = std::max(most, count);
    all += count;
  }
  return 1.0 - static_cast<double>(most) / all;
}

}  // namespace

TEST_CASE("the window starts empty and offers to open a file", "[window]") {
  MainWindow window;
  show(window);
  CHECK(window.windowTitle() == "Penstock");
  CHECK(window.document().state() == State::kEmpty);
  CHECK(window.findChild<StartPage*>()->isVisible());
}

TEST_CASE("a file that cannot be opened is an inline message and no dialog", "[window]") {
  MainWindow window;
  show(window);
  window.open("/nonexistent.penstock.yaml");
  auto* const start = window.findChild<StartPage*>();
  CHECK(start->isVisible());
  CHECK(start->error().contains("/nonexistent.penstock.yaml"));
  CHECK(QApplication::activeModalWidget() == nullptr);
}

TEST_CASE("opening a scenario runs it and fills every page", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  CHECK(window.windowTitle().contains("sample.penstock.yaml"));
  REQUIRE(window.pages().size() == 5);
  CHECK(window.findChild<QLabel*>("winner")->text().startsWith("smr-archive wins"));
  for (int i = 0; i < window.pages().size(); ++i) {
    window.show_page(i);
    QTest::qWait(50);
    INFO(window.pages()[i]->id().toStdString());
    CHECK(window.pages()[i]->isVisible());
    CHECK(drawn_share(window.pages()[i]->grab().toImage()) > 0.02);
    CHECK(window.pages()[i]->tsv().count('\n') > 2);
  }
  // Warnings and failed designs are listed without getting in the way.
  CHECK(window.messages().isVisible());
  CHECK(window.messages().table().model()->rowCount() == 2);
}

TEST_CASE("keys run, cancel and change pages", "[window]") {
  const ScenarioFile file("slow");
  MainWindow window;
  show(window);
  window.activateWindow();
  window.open(file.path());
  REQUIRE(QTest::qWaitFor([&] { return window.document().progress().done == 2; }, kPatience));
  CHECK(window.findChild<QProgressBar*>()->isVisible());
  CHECK(window.findChild<QProgressBar*>()->maximum() == 1000);
  QTest::keyClick(&window, Qt::Key_Escape);
  wait_for(window, State::kFailed);
  CHECK(window.messages().summary() == "The run was cancelled.");
  CHECK_FALSE(window.findChild<QProgressBar*>()->isVisible());
  window.document().set_run_on_change(false);
  file.rewrite("good");
  QTest::keyClick(&window, Qt::Key_F5);
  wait_for(window, State::kReady);
  QTest::keyClick(&window, Qt::Key_3, Qt::ControlModifier);
  CHECK(window.current_page()->id() == "capacity");
}

TEST_CASE("the stale badge appears when the file changes", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  window.document().set_run_on_change(false);
  CHECK_FALSE(window.stale_badge_visible());
  file.rewrite("good", "changed: 1\n");
  REQUIRE(QTest::qWaitFor([&] { return window.stale_badge_visible(); }, kPatience));
}

TEST_CASE("an invalid scenario lists its errors beside the older result", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  file.rewrite("invalid");
  wait_for(window, State::kFailed);
  CHECK(window.messages().isVisible());
  CHECK(window.messages().table().model()->rowCount() == 2);
  CHECK(window.messages().summary() == "The scenario has 2 errors.");
  CHECK(window.stale_badge_visible());
  CHECK(window.pages().first()->isEnabled());
  CHECK(QApplication::activeModalWidget() == nullptr);
}

TEST_CASE("a file dropped on the window is opened", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  show(window);
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(file.path())});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &enter);
  REQUIRE(enter.isAccepted());
  QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window, &drop);
  wait_for(window, State::kReady);
}

TEST_CASE("two files at once are not accepted", "[window]") {
  MainWindow window;
  show(window);
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile("/a"), QUrl::fromLocalFile("/b")});
  QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  enter.ignore();
  QApplication::sendEvent(&window, &enter);
  CHECK_FALSE(enter.isAccepted());
}

TEST_CASE("tables are copied and exported", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  window.copy_table();
  CHECK(QApplication::clipboard()->text().startsWith("Metric\tUnit\tall-flash"));
  const auto csv = file.in_folder("comparison.csv");
  REQUIRE(export_table(*window.current_page(), csv).has_value());
  CHECK(content(csv).startsWith("section,metric,path,unit,design,value"));
  const auto tsv = file.in_folder("comparison.tsv");
  REQUIRE(export_table(*window.current_page(), tsv).has_value());
  CHECK(content(tsv).startsWith("Metric\tUnit"));
  const auto nowhere = export_table(*window.current_page(), "/nonexistent/x.csv");
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().contains("/nonexistent/x.csv"));
  REQUIRE(window.save_result(file.in_folder("saved.json")).has_value());
  CHECK(content(file.in_folder("saved.json")) == content(file.result_path()));
}

TEST_CASE("charts are exported as PNG and SVG", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  CHECK_FALSE(export_charts(*window.current_page(), file.in_folder("x.png"))
                  .has_value());  // no chart at home
  int pictures = 0;
  for (int i = 0; i < window.pages().size(); ++i) {
    window.show_page(i);
    QTest::qWait(50);
    if (window.current_page()->charts().isEmpty()) continue;
    const auto id = window.current_page()->id();
    const auto pngs = export_charts(*window.current_page(), file.in_folder(id + ".png"));
    const auto svgs = export_charts(*window.current_page(), file.in_folder(id + ".svg"));
    REQUIRE(pngs.has_value());
    REQUIRE(svgs.has_value());
    CHECK(pngs->size() == window.current_page()->charts().size());
    for (const auto& path : *pngs) {
      const QImage image(path);
      CHECK_FALSE(image.isNull());
      CHECK(drawn_share(image) > 0.02);
      ++pictures;
    }
    for (const auto& path : *svgs) {
      QXmlStreamReader xml(content(path));
      int texts = 0;
      while (!xml.atEnd())
        texts += xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"text";
      CHECK_FALSE(xml.hasError());
      CHECK(texts > 3);
    }
    CHECK_FALSE(export_charts(*window.current_page(), file.in_folder("x.gif")).has_value());
  }
  CHECK(pictures == 4);  // two tiers, costs, utilisation
}

TEST_CASE("an exported cost chart has the colours and patterns of the window", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  window.show_page(3);
  QTest::qWait(50);
  auto* const chart = window.current_page()->charts().first();
  const auto bars = [&] { return chart->grab(chart->chart()->plotArea().toRect()).toImage(); };
  const auto before = bars();
  const auto path = file.in_folder("cost.svg");
  REQUIRE(chart->save(path).has_value());
  QTest::qWait(50);
  CHECK(bars() == before);  // exporting leaves no trace on screen
  const auto svg = content(path);
  const auto summary = cost_summary(*window.document().result(), MoneyView::kNominal);
  for (const auto& category : summary.categories) {
    INFO(category.label.toStdString());
    const int index = static_cast<int>(category.category);
    const auto plain = fill_color(index).name().toLatin1();
    // Each of three designs and the legend have a shape in this fill.
    const auto pattern = "url(#penstock-fill-" + QByteArray::number(index) + ") " + plain;
    const bool solid = !svg.contains("id=\"penstock-fill-" + QByteArray::number(index) + '"');
    const auto fill = "fill=\"" + (solid ? plain : pattern) + '"';
    CHECK(svg.count(fill) >= 4);
  }
}

TEST_CASE("all pages look at the same design and baseline", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  CHECK(window.view_state().design() == "smr-archive");
  CHECK(window.view_state().baseline() == "all-flash");
  window.view_state().set_design("hci");
  for (auto* box : window.findChildren<QComboBox*>()) {
    if (box->accessibleName() == "Design") CHECK(box->currentText() == "hci");
  }
  window.view_state().set_baseline("smr-archive");
  const auto* const home = dynamic_cast<ComparisonPage*>(window.pages().first());
  REQUIRE(home != nullptr);
  CHECK(home->model().comparison().columns[1].baseline);
  // A failed design empties the pages and breaks nothing.
  window.view_state().set_design("broken");
  for (int i = 0; i < window.pages().size(); ++i) {
    window.show_page(i);
    QTest::qWait(20);
  }
}

TEST_CASE("every control has an accessible name", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  for (const auto* widget : window.findChildren<QWidget*>()) {
    const bool control = qobject_cast<const QAbstractItemView*>(widget) != nullptr ||
                         qobject_cast<const QComboBox*>(widget) != nullptr ||
                         qobject_cast<const QPushButton*>(widget) != nullptr ||
                         qobject_cast<const ChartPanel*>(widget) != nullptr ||
                         qobject_cast<const QProgressBar*>(widget) != nullptr;
    // Headers and the lists inside combo boxes belong to controls that have a name.
    if (!control || widget->inherits("QHeaderView") || widget->inherits("QComboBoxListView"))
      continue;
    INFO(widget->metaObject()->className());
    CHECK_FALSE(widget->accessibleName().isEmpty());
    if (qobject_cast<const ChartPanel*>(widget) != nullptr) {
      CHECK_FALSE(widget->accessibleDescription().isEmpty());
    }
  }
}

TEST_CASE("window and settings are restored", "[window]") {
  QSize size;
  {
    MainWindow window;
    show(window);
    window.resize(window.size() + QSize(77, 33));
    QTest::qWait(50);
    size = window.size();
    window.close();
  }
  MainWindow window;
  show(window);
  CHECK(window.size() == size);
  QSettings().remove("window");
}

TEST_CASE("a change of the palette reaches the charts", "[window]") {
  const ScenarioFile file("good");
  const auto before = QApplication::palette();
  const auto style = QApplication::style()->name();
  MainWindow window;
  open_and_wait(window, file.path());
  window.show_page(3);
  apply_theme(Theme::kDark);
  QTest::qWait(50);
  const auto dark = window.current_page()->charts().first()->chart()->backgroundBrush().color();
  apply_theme(Theme::kLight);
  QTest::qWait(50);
  const auto light = window.current_page()->charts().first()->chart()->backgroundBrush().color();
  CHECK(dark.lightness() < 80);
  CHECK(light.lightness() > 200);
  QApplication::setStyle(style);
  QApplication::setPalette(before);
}

TEST_CASE("a picture of every page is taken", "[window]") {
  const ScenarioFile file("good");
  MainWindow window;
  open_and_wait(window, file.path());
  const auto files = take_screenshots(window, file.in_folder("pictures/deep"));
  REQUIRE(files.has_value());
  CHECK(files->size() == 5);
  for (const auto& path : *files) CHECK_FALSE(QImage(path).isNull());
  CHECK_FALSE(take_screenshots(window, "/proc/nowhere").has_value());
}
