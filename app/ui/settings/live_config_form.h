// The form for the settings of a plugin's instance that is at work, and what became of what was set: in use,
// made anew for it, or refused and why.
#pragma once

#include "app/ui/settings/config_conversation.h"

#include <QWidget>

#include <functional>
#include <string>

class QLabel;

namespace stellatune {

class ConfigForm;

/// Hidden where there is nothing to set. What the user changed and is not told yet is told when it is hidden.
class LiveConfigForm : public QWidget {
    Q_OBJECT

  public:
    /// `put` makes settings those that are used and remembered. `unexplained`: what to say when the plugin
    /// refuses them without a reason.
    LiveConfigForm(const QString& unexplained, std::function<void(const std::string& config)> put,
                   QWidget* parent = nullptr);

    /// What is shown next is about something else.
    void startOver();
    /// As ConfigForm::present(). `config` is in force; what the user is at, or was refused, stays until it is
    /// another than that leads to.
    void present(const std::string& schema, const std::string& defaults, const std::string& config);
    /// What the user changed and is not told yet is told.
    void finish();
    /// What became of settings, also of those that others put.
    void answer(const UpdateOutcome& outcome);
    /// There is nothing to set.
    bool isEmpty() const;

  signals:
    /// By the user.
    void edited();

  protected:
    void hideEvent(QHideEvent* event) override;

  private:
    ConfigForm* m_form;
    QLabel* m_outcome; ///< of what was set last
    bool m_isNew = true;
    ConfigConversation m_settings;
};

} // namespace stellatune
