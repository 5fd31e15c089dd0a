#include "pluginhost/runtime/coordinator.h"

#include <future>
#include <utility>

#include <QAbstractEventDispatcher>
#include <QEventLoop>

namespace stellatune {

PluginRuntimeCoordinator::PluginRuntimeCoordinator(CoordinatorSettings settings)
    : m_parts{std::move(settings), {}, {}}
{
    // Endpoints may ask while the coordinator ends, and longer; the queue knows whether it is still there.
    m_parts.registry.onWanted([this, tasks = m_parts.tasks](const std::string& id) {
        tasks->post([this, id] { m_convergence->want(id); });
    });
    m_thread.reset(QThread::create([this] { serve(); }));
    m_thread->setObjectName("plugins");
    moveToThread(m_thread.get());
    m_thread->start();
}

PluginRuntimeCoordinator::~PluginRuntimeCoordinator()
{
    std::promise<QEventLoop*> ended;
    post([](Convergence& convergence) { convergence.end(); });
    m_thread->wait();
}

/// Tasks come as wakes of the thread's dispatcher, between its events: they are std's alone, so that tools
/// which do not know Qt see who waits for whom.
void PluginRuntimeCoordinator::serve()
{
}

} // namespace stellatune
