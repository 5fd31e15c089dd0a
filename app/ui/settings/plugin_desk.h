// The window's end of the plugin runtime: what is installed, as it was a moment ago, and the user's wishes.
#pragma once

#include "pluginhost/runtime/coordinator.h"

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace stellatune {

/// GUI thread, and never waits: wishes return at once, and what came of them arrives later. Outlives the
/// coordinator, so that nothing that the coordinator still says at its end goes astray.
class PluginDesk : public QObject {
    Q_OBJECT

  public:
    enum class State : uint8_t {
        Starting,    ///< nothing is known yet
        Unavailable, ///< plugins cannot be kept or read; unavailableReason() says why
        Ready,
    };

    explicit PluginDesk(QObject* parent = nullptr);

    void attach(PluginRuntimeCoordinator& coordinator, bool safeMode);
    /// Before the coordinator ends.
    void detach();
    void setUnavailable(const QString& reason);

    State state() const { return m_state; }
    QString unavailableReason() const { return m_unavailableReason; }
    /// This run was started so that no plugin is loaded.
    bool isSafeMode() const { return m_safeMode; }
    /// Null before attach() and after detach().
    PluginRuntimeCoordinator* coordinator() const { return m_coordinator; }

    const std::vector<PluginStatus>& plugins() const { return m_plugins; }
    const PluginStatus* find(const std::string& pluginId) const;
    /// With what the user wished and the store has not answered yet.
    const DecoderOrder& decoderOrder() const { return m_decoderOrder; }
    /// The newest apply report as JSON; empty when there was none yet.
    const std::string& lastReport() const { return m_lastReport; }

    /// What the plugin is being brought to, "Switching on…"; empty when nothing is under way.
    QString busyText(const std::string& pluginId) const { return m_busy.value(keyOf(pluginId)); }

    using Examined = std::function<void(Result<InstallCandidate>)>;
    /// `done` is called unless `asker` is gone by then; in that case nothing is left of the candidate.
    void examine(const QString& file, QObject* asker, Examined done);
    void discard(const InstallCandidate& candidate);
    void install(const InstallCandidate& candidate, InstallConsent consent);
    void setEnabled(const std::string& pluginId, bool enabled);
    void uninstall(const std::string& pluginId, bool keepSettings);
    /// Which decoders are asked first for files with that extension; none is back to automatic.
    void setDecoderOrder(const std::string& extension, const std::vector<std::string>& order);
    void applyState();
    /// Unloads what nobody uses any more.
    void collect();
    bool isApplying() const { return m_applying; }
    /// Asks anew what there is: instances come and go without a word.
    void refresh();

  signals:
    /// Anything that can be asked for here.
    void changed();
    /// A wish that did not come true, in words for the user. What a plugin cannot do is told by its status.
    void failed(const QString& message);
    /// A plugin was switched off because the program ended in it.
    void crashRemembered(const QString& message);

  private:
    struct OrderWish {
        uint64_t number = 0;
        std::vector<std::string> order;
    };

    static QString keyOf(const std::string& pluginId) { return QString::fromStdString(pluginId); }
    PluginRuntimeCoordinator::Done whenDone(const std::string& pluginId);
    void finish(const std::string& pluginId, const IntentResult& result);
    void tellErrors(const ApplyReport& report);
    void setBusy(const std::string& pluginId, const QString& text);
    void tellOfCrashes();

    PluginRuntimeCoordinator* m_coordinator = nullptr;
    State m_state = State::Starting;
    QString m_unavailableReason;
    bool m_safeMode = false;
    bool m_applying = false;
    bool m_toldOfCrashes = false;
    QTimer m_refresh; ///< many changes in a row are one
    std::vector<PluginStatus> m_plugins;
    DecoderOrder m_decoderOrder;
    std::map<std::string, OrderWish> m_orderWishes; ///< by extension, until they are answered
    uint64_t m_orderWishNumber = 0;
    std::set<std::string> m_toldErrors; ///< since the user's last wish
    std::string m_lastReport;
    QHash<QString, QString> m_busy; ///< by plugin id
};

} // namespace stellatune
