// What happens to the samples between file and device, a row for each stage, as it is at the moment.
#pragma once

#include "app/ui/signal_stages.h"

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace stellatune {

class PlayerController;

/// Looks at the player, and asks the sound server, only while it is on show.
class SignalPathPanel : public QWidget {
    Q_OBJECT

  public:
    /// The player outlives the panel.
    explicit SignalPathPanel(PlayerController& player, QWidget* parent = nullptr);

    const SignalStory& story() const { return m_story; }

  signals:
    /// What is shown became another.
    void changed();

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    class Verdict;

    void look();
    void askServer();
    void showStory(const SignalStory& story);
    void showStages();
    bool isThroughPulse() const;

    PlayerController& m_player;
    QVBoxLayout* m_rows;
    Verdict* m_verdict;
    QTimer m_look;
    QTimer m_ask;
    QFutureWatcher<std::optional<ServerRoute>> m_answer;
    std::optional<SignalPath> m_path;
    std::optional<ServerRoute> m_server;
    SignalStory m_story;
};

} // namespace stellatune
