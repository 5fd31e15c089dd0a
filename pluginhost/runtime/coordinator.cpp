#include "pluginhost/runtime/coordinator.h"

#include <utility>

#include <QAbstractEventDispatcher>
#include <QEventLoop>

namespace stellatune {

PluginRuntimeCoordinator::PluginRuntimeCoordinator(CoordinatorSettings settings)
    : m_parts{std::move(settings)}, m_thread(QThread::create([this] { serve(); }))
{
    // Endpoints may ask while the coordinator ends; the queue knows whether it is still there.
    m_parts.registry.onWanted([this, tasks = m_parts.tasks](const std::string& id) {
        tasks->post([this, id] { m_convergence->want(id); });
    });
    m_thread->setObjectName("plugins");
    moveToThread(m_thread.get());
    m_thread->start();
}

PluginRuntimeCoordinator::~PluginRuntimeCoordinator()
{
    m_parts.tasks->post([this] {
        m_convergence->end();
        m_loop->quit();
    });
    m_thread->wait();
}

void PluginRuntimeCoordinator::serve()
{
    QEventLoop loop;
    Convergence convergence(
        m_parts,
        [this](const ApplyReport& report) {
            if (report.hasFailed())
                emit planFailed(report);
            else
                emit planApplied(report);
        },
        [this] { emit stateChanged(); });
    m_loop = &loop;
    m_convergence = &convergence;

    // Tasks run between the thread's events and are not events themselves: all that crosses threads here is
    // std's alone, so that tools which cannot look into Qt see who waits for whom.
    QAbstractEventDispatcher* const dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, [this] { m_parts.tasks->run(); });
    m_parts.tasks->onPosted([dispatcher] { dispatcher->wakeUp(); });
    dispatcher->wakeUp(); // for what was posted before
    loop.exec();
}

// ---- intents ------------------------------------------------------------------------------------------------------

void PluginRuntimeCoordinator::examine(std::filesystem::path file,
                                       std::function<void(Result<InstallCandidate>)> done)
{
    m_parts.tasks->post(
        [this, file = std::move(file), done = std::move(done)] { m_convergence->examine(file, done); });
}

void PluginRuntimeCoordinator::discard(InstallCandidate candidate)
{
    m_parts.tasks->post([this, candidate = std::move(candidate)] { m_convergence->discard(candidate); });
}

void PluginRuntimeCoordinator::install(InstallCandidate candidate, InstallConsent consent, Done done)
{
    const std::string id = candidate.manifest.id;
    change("installing " + id,
           [candidate = std::move(candidate), consent](PluginStore& store) {
               return store.install(candidate, consent);
           },
           std::move(done), {false, id});
}

void PluginRuntimeCoordinator::setEnabled(std::string pluginId, bool enabled, Done done)
{
    const std::string name = (enabled ? "enabling " : "disabling ") + pluginId;
    change(
        name,
        [id = std::move(pluginId), enabled](PluginStore& store) { return store.setEnabled(id, enabled); },
        std::move(done));
}

void PluginRuntimeCoordinator::uninstall(std::string pluginId, bool keepSettings, Done done)
{
    const std::string name = "uninstalling " + pluginId;
    change(
        name,
        [id = std::move(pluginId), keepSettings](PluginStore& store) {
            return store.markUninstall(id, keepSettings);
        },
        std::move(done));
}

void PluginRuntimeCoordinator::applyState(Done done)
{
    change("reading the installed plugins again", [](PluginStore& store) { return store.rescan(); },
           std::move(done), {true, {}});
}

void PluginRuntimeCoordinator::change(std::string name, StoreKeeper::Change change, Done done,
                                      TriesAgain triesAgain)
{
    m_parts.tasks->post(
        [this, name = std::move(name), change = std::move(change), done = std::move(done),
         triesAgain = std::move(triesAgain)] { m_convergence->change(name, change, done, triesAgain); });
}

void PluginRuntimeCoordinator::collect(std::optional<std::string> pluginId,
                                       std::function<void(std::vector<LeaseView>)> done)
{
    m_parts.tasks->post([this, pluginId = std::move(pluginId), done = std::move(done)] {
        m_convergence->collect(pluginId, done);
    });
}

void PluginRuntimeCoordinator::setDecoderOrder(std::string extension, std::vector<std::string> order,
                                               std::function<void(Result<void>)> done)
{
    m_parts.tasks->post([this, extension = std::move(extension), order = std::move(order),
                         done = std::move(done)] { m_convergence->setDecoderOrder(extension, order, done); });
}

} // namespace stellatune
