// main() of the tests of stellatune_app: an application without a screen, because models and undo need one.
#include "tests/app/child_roles.h"

#include <QGuiApplication>
#include <QStandardPaths>

#include <gtest/gtest.h>

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("stellatune-tests"));
    const QStringList arguments = QGuiApplication::arguments();
    if (arguments.size() > 1 && arguments.at(1).startsWith(QStringLiteral("--role=")))
        return stellatune::fixtures::runChildRole(arguments.at(1).mid(7), arguments.mid(2));
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
