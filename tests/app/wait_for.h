// Waiting for a condition while the event loop runs.
#pragma once

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QThread>

#include <functional>

namespace stellatune::fixtures {

/// False when `condition` still does not hold after a time that only a fault can take.
inline bool waitFor(const std::function<bool()>& condition)
{
    const QDeadlineTimer deadline(30'000);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(1);
    }
    return true;
}

} // namespace stellatune::fixtures
