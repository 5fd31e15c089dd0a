// Settings that are tried one after the other, so that it is known which of them an answer is about.
#pragma once

#include "pluginhost/worker/worker_controller.h"

#include <QString>
#include <QTimer>

#include <functional>
#include <optional>
#include <string>

namespace stellatune {

/// GUI thread.
class ConfigConversation {
  public:
    struct Calls {
        std::function<void(const std::string& config)> put; ///< makes it what is used and remembered
        std::function<void(bool isMadeAnew)> used;
        std::function<void(const QString& reason)> refused; ///< who keeps them has what was good before
    };

    explicit ConfigConversation(Calls calls);

    /// About other settings, of which `good` are in force.
    void start(const std::string& good);
    /// What the user wants; waits for the answer about what was wanted before.
    void want(const std::string& config);
    /// What still waits is put, without a word about it.
    void finish();
    void answer(const UpdateOutcome& outcome);

    bool isBusy() const { return m_sent || m_next; }
    /// The settings that were taken last.
    const std::string& good() const { return m_good; }

  private:
    void send(const std::string& config);
    void takeAsGood();
    void refuse(const UpdateOutcome& outcome);

    const Calls m_calls;
    std::string m_good;
    std::optional<std::string> m_sent; ///< on its way
    std::optional<std::string> m_next; ///< what follows
    QTimer m_patience;                 ///< with an answer
};

} // namespace stellatune
