// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Penstock authors
//
// One QApplication for all cases of a suite; settings go to a folder that is thrown away.
#define CATCH_CONFIG_RUNNER
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <catch2/catch.hpp>

int main(int argc, char** argv) {
  const QTemporaryDir settings;
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  QCoreApplication::setOrganizationName("Penstock");
  QCoreApplication::setApplicationName("penstock-gui-tests");
  const QApplication application(argc, argv);
  return Catch::Session().run(argc, argv);
}
