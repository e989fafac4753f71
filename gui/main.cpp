// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// penstock-gui [FILE]: the desktop.
#include <QApplication>
#include <QCommandLineParser>
#include <QTextStream>

#include "gui/views/main_window.hpp"
#include "gui/views/screenshots.hpp"
#include "gui/views/theme.hpp"

namespace {

using penstock::gui::MainWindow;
using penstock::gui::ResultDocument;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(penstock::gui::Main)
};

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;

struct Options {
  QCommandLineParser parser;
  QCommandLineOption help = parser.addHelpOption();
  QCommandLineOption version = parser.addVersionOption();
  QCommandLineOption screenshot{"screenshot", {}, "DIR"};
  QCommandLineOption theme{"theme", {}, "THEME", "system"};

  Options() {
    parser.setApplicationDescription(
        Text::tr("Compares infrastructure designs for machine-learning data pipelines.\n\n"
                 "Example: penstock-gui scenarios/av-perception.penstock.yaml\n\n"
                 "The engine is the program `penstock` beside this one, or $PENSTOCK_ENGINE."));
    screenshot.setDescription(
        Text::tr("Runs FILE, writes a PNG of every page into DIR and exits."));
    theme.setDescription(Text::tr("Palette: system, light or dark."));
    parser.addOption(screenshot);
    parser.addOption(theme);
    parser.addPositionalArgument(
        "FILE", Text::tr("A scenario (*.penstock.yaml) or a result (*.json)."), "[FILE]");
  }
};

void name_application() {
  QCoreApplication::setOrganizationName("Penstock");
  QCoreApplication::setApplicationName("penstock-gui");
  QCoreApplication::setApplicationVersion(PENSTOCK_VERSION);
}

// Help and version need no display, so they are answered before there is a QApplication.
bool answered_without_display(int argc, char** argv) {
  QStringList arguments;
  for (int i = 0; i < argc; ++i) arguments << QString::fromLocal8Bit(argv[i]);
  Options options;
  options.parser.parse(arguments);  // errors are reported later, without Qt's own options
  QTextStream out(stdout);
  if (options.parser.isSet(options.version)) {
    out << QCoreApplication::applicationName() << ' ' << QCoreApplication::applicationVersion()
        << " (Qt " << qVersion() << ")\n";
    return true;
  }
  if (options.parser.isSet(options.help)) {
    const QCoreApplication application(argc, argv);
    out << options.parser.helpText();
    return true;
  }
  return false;
}

int usage_error(const QString& message) {
  QTextStream(stderr) << QCoreApplication::applicationName() << ": " << message << '\n'
                      << Text::tr("Try --help.") << '\n';
  return kExitUsage;
}

// Waits for the end of the first run, grabs, and quits with the outcome as exit code.
void screenshot_and_quit(MainWindow& window, const QString& folder) {
  auto& document = window.document();
  QObject::connect(
      &document, &ResultDocument::changed, &window,
      [&window, &document, folder] {
        if (document.state() == ResultDocument::State::kRunning) return;
        QTextStream err(stderr);
        int exit_code = 0;
        if (document.state() != ResultDocument::State::kReady) {
          err << document.failure() << '\n';
          exit_code = kExitFailure;
        }
        const auto files = penstock::gui::take_screenshots(window, folder);
        if (!files) {
          err << files.error() << '\n';
          exit_code = kExitFailure;
        }
        QCoreApplication::exit(exit_code);
      },
      Qt::QueuedConnection);
}

}  // namespace

int main(int argc, char** argv) {
  name_application();
  if (answered_without_display(argc, argv)) return 0;
  const QApplication application(argc, argv);
  Options options;
  if (!options.parser.parse(QCoreApplication::arguments())) {
    return usage_error(options.parser.errorText());
  }
  const auto files = options.parser.positionalArguments();
  if (files.size() > 1) return usage_error(Text::tr("one file at a time"));
  const auto theme = penstock::gui::theme_from(options.parser.value(options.theme));
  if (!theme) return usage_error(Text::tr("the theme is system, light or dark"));
  const bool screenshots = options.parser.isSet(options.screenshot);
  if (screenshots && files.isEmpty()) return usage_error(Text::tr("--screenshot needs a FILE"));
  penstock::gui::apply_theme(*theme);

  MainWindow window;
  window.show();
  if (screenshots) screenshot_and_quit(window, options.parser.value(options.screenshot));
  if (!files.isEmpty()) {
    window.open(files.first());
    if (screenshots && window.document().state() == ResultDocument::State::kEmpty) {
      QTextStream(stderr) << Text::tr("%1 cannot be opened.").arg(files.first()) << '\n';
      return kExitFailure;
    }
  }
  return QApplication::exec();
}
