// Asks whether a plugin may be installed, in the place of the list.
#pragma once

#include "pluginhost/package/install_candidate.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace stellatune {

class FactList;
class NoticeBox;

class InstallPrompt : public QWidget {
    Q_OBJECT

  public:
    explicit InstallPrompt(QWidget* parent = nullptr);

    void ask(const InstallCandidate& candidate);
    /// How many more are to be asked about after this one.
    void showWaiting(int count);
    /// To the answer that does no harm, when there is something to think about: what is new here, or odd.
    void focusAnswer();

  signals:
    void accepted();
    void rejected();
    /// And none of those that wait.
    void allRejected();

  protected:
    /// A key that is held answers one question, not the next ones.
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QLabel* m_question;
    QLabel* m_description;
    NoticeBox* m_warning;
    FactList* m_facts;
    QPushButton* m_install;
    QPushButton* m_cancel;
    QPushButton* m_cancelAll;
    QLabel* m_waiting;
    bool m_isHarmless = true;
};

/// What accepting the question that ask() puts agrees to. Pure.
InstallConsent consentTo(const InstallCandidate& candidate);

} // namespace stellatune
