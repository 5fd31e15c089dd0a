#include "app/ui/settings/plugin_desk.h"

#include "app/playlist/file_path.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace stellatune {
namespace {

constexpr int kRefreshDelayMs = 30;

} // namespace

PluginDesk::PluginDesk(QObject* parent) : QObject(parent)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshDelayMs);
    connect(&m_refresh, &QTimer::timeout, this, &PluginDesk::refresh);
}

void PluginDesk::attach(PluginRuntimeCoordinator& coordinator, bool safeMode)
{
    m_coordinator = &coordinator;
    m_safeMode = safeMode;
    m_state = State::Starting;
    m_toldOfCrashes = false;
    connect(
        &coordinator, &PluginRuntimeCoordinator::stateChanged, this,
        [this] {
            if (!m_refresh.isActive())
                m_refresh.start();
        },
        Qt::QueuedConnection);
    // Not of a wish alone: what a wish left for later, as uninstalling what is in use, may fail later.
    connect(&coordinator, &PluginRuntimeCoordinator::planFailed, this, &PluginDesk::tellErrors,
            Qt::QueuedConnection);
    m_refresh.start(); // it may have said so already
}

void PluginDesk::detach()
{
    if (m_coordinator != nullptr)
        disconnect(m_coordinator, nullptr, this, nullptr);
    m_coordinator = nullptr;
    m_refresh.stop();
    m_busy.clear();
    m_orderWishes.clear();
    m_applying = false;
}

void PluginDesk::setUnavailable(const QString& reason)
{
    m_state = State::Unavailable;
    m_unavailableReason = reason;
    emit changed();
}

const PluginStatus* PluginDesk::find(const std::string& pluginId) const
{
    const auto found = std::find_if(m_plugins.begin(), m_plugins.end(), [&](const PluginStatus& plugin) {
        return plugin.desired.id == pluginId;
    });
    return found == m_plugins.end() ? nullptr : &*found;
}

void PluginDesk::examine(const QString& file, QObject* asker, Examined done)
{
    if (m_coordinator == nullptr)
        return;
    // The coordinator's thread must not touch `asker`, so the guard is looked at here, later.
    const QPointer<QObject> guard(asker);
    m_coordinator->examine(toFilesystemPath(file), [this, guard, done](Result<InstallCandidate> result) {
        auto shared = std::make_shared<Result<InstallCandidate>>(std::move(result));
        QMetaObject::invokeMethod(
            this,
            [this, guard, done, shared] {
                if (guard)
                    done(std::move(*shared));
                else if (*shared)
                    discard(**shared);
            },
            Qt::QueuedConnection);
    });
}

void PluginDesk::discard(const InstallCandidate& candidate)
{
    if (m_coordinator != nullptr)
        m_coordinator->discard(candidate);
}

void PluginDesk::install(const InstallCandidate& candidate, InstallConsent consent)
{
    if (m_coordinator == nullptr)
        return;
    const std::string& id = candidate.manifest.id;
    setBusy(id, candidate.relation.replaces ? tr("Updating…") : tr("Installing…"));
    m_coordinator->install(candidate, consent, whenDone(id));
}

void PluginDesk::setEnabled(const std::string& pluginId, bool enabled)
{
    if (m_coordinator == nullptr)
        return;
    setBusy(pluginId, enabled ? tr("Switching on…") : tr("Switching off…"));
    m_coordinator->setEnabled(pluginId, enabled, whenDone(pluginId));
}

void PluginDesk::uninstall(const std::string& pluginId, bool keepSettings)
{
    if (m_coordinator == nullptr)
        return;
    setBusy(pluginId, tr("Uninstalling…"));
    m_coordinator->uninstall(pluginId, keepSettings, whenDone(pluginId));
}

void PluginDesk::setDecoderOrder(const std::string& extension, const std::vector<std::string>& order)
{
    if (m_coordinator == nullptr)
        return;
    (void)m_decoderOrder.set(extension, order); // as it will be; what was refused comes back with refresh()
    const uint64_t number = ++m_orderWishNumber;
    m_orderWishes[extension] = {number, order};
    emit changed();
    m_coordinator->setDecoderOrder(extension, order, [this, extension, number](const Result<void>& result) {
        IntentResult told;
        if (!result)
            told.error = result.error();
        QMetaObject::invokeMethod(
            this,
            [this, extension, number, told] {
                const auto wish = m_orderWishes.find(extension);
                if (wish != m_orderWishes.end() && wish->second.number == number)
                    m_orderWishes.erase(wish);
                finish({}, told);
            },
            Qt::QueuedConnection);
    });
}

void PluginDesk::applyState()
{
    if (m_coordinator == nullptr || m_applying)
        return;
    m_applying = true;
    m_toldErrors.clear();
    emit changed();
    m_coordinator->applyState([this](const IntentResult& result) {
        QMetaObject::invokeMethod(
            this,
            [this, result] {
                m_applying = false;
                finish({}, result);
            },
            Qt::QueuedConnection);
    });
}

void PluginDesk::collect()
{
    if (m_coordinator == nullptr || m_applying)
        return;
    m_applying = true;
    emit changed();
    m_coordinator->collect(std::nullopt, [this](const std::vector<LeaseView>&) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_applying = false;
                finish({}, {});
            },
            Qt::QueuedConnection);
    });
}

PluginRuntimeCoordinator::Done PluginDesk::whenDone(const std::string& pluginId)
{
    return [this, pluginId](const IntentResult& result) {
        QMetaObject::invokeMethod(
            this, [this, pluginId, result] { finish(pluginId, result); }, Qt::QueuedConnection);
    };
}

void PluginDesk::finish(const std::string& pluginId, const IntentResult& result)
{
    if (m_coordinator == nullptr)
        return; // what the end cut short is no news
    m_busy.remove(keyOf(pluginId));
    refresh();
    if (result.error) {
        emit failed(QString::fromStdString(result.error->message));
        return;
    }
    if (!result.report)
        return;
    for (const ActionOutcome& outcome : result.report->outcomes) {
        if (outcome.status == ActionOutcome::Status::Reverted && outcome.pluginId == pluginId)
            emit failed(tr("The update does not work, so the version before is in use again. %1")
                            .arg(QString::fromStdString(outcome.detail)));
    }
}

void PluginDesk::setBusy(const std::string& pluginId, const QString& text)
{
    m_busy.insert(keyOf(pluginId), text);
    m_toldErrors.clear();
    emit changed();
}

void PluginDesk::tellErrors(const ApplyReport& report)
{
    if (m_coordinator == nullptr)
        return;
    refresh();
    for (const std::string& error : report.errors) {
        const bool isOutcome =
            std::any_of(report.outcomes.begin(), report.outcomes.end(), [&](const ActionOutcome& outcome) {
                return error == outcome.pluginId + ": " + outcome.detail;
            });
        if (isOutcome || !m_toldErrors.insert(error).second)
            continue; // its status tells it, or finish() does
        const size_t colon = error.find(": ");
        const PluginStatus* plugin = find(error.substr(0, colon));
        if (plugin == nullptr) {
            emit failed(QString::fromStdString(error));
            continue;
        }
        const std::string& name = plugin->metadata.info.name;
        const QString what = QString::fromStdString(error.substr(colon + 2));
        emit failed((plugin->state == PluginStatus::State::Leaving
                         ? tr("%1 is not uninstalled yet: %2 StellaTune tries again when it is started.")
                         : tr("%1: %2"))
                        .arg(name.empty() ? keyOf(plugin->desired.id) : QString::fromStdString(name), what));
    }
}

void PluginDesk::refresh()
{
    if (m_coordinator == nullptr)
        return;
    if (const std::optional<Error> failure = m_coordinator->storeFailure()) {
        m_state = State::Unavailable;
        m_unavailableReason = QString::fromStdString(failure->message);
    } else if (m_coordinator->status() != ApplyMachine::Status::Idle) {
        m_state = State::Ready;
    }
    m_plugins = m_coordinator->plugins();
    m_decoderOrder = m_coordinator->decoderOrder();
    for (const auto& [extension, wish] : m_orderWishes)
        (void)m_decoderOrder.set(extension, wish.order);
    std::vector<std::string> history = m_coordinator->history();
    m_lastReport = history.empty() ? std::string() : std::move(history.back());
    if (m_state == State::Ready)
        tellOfCrashes();
    emit changed();
}

void PluginDesk::tellOfCrashes()
{
    if (std::exchange(m_toldOfCrashes, true))
        return;
    for (const PluginStatus& plugin : m_plugins) {
        if (plugin.state != PluginStatus::State::Disabled || plugin.detail.empty())
            continue;
        const std::string& name = plugin.metadata.info.name;
        emit crashRemembered(
            QStringLiteral("%1: %2").arg(QString::fromStdString(name.empty() ? plugin.desired.id : name),
                                         QString::fromStdString(plugin.detail)));
    }
}

} // namespace stellatune
