// The devices sound can go to, by interface, with the chosen one marked.
#pragma once

#include "engine/output/device.h"

#include <QList>
#include <QMenu>

#include <optional>

class QActionGroup;

namespace stellatune {

class PlayerController;

/// Asks for the devices each time it opens and meanwhile shows those it knew.
class DeviceMenu : public QMenu {
    Q_OBJECT

  public:
    explicit DeviceMenu(PlayerController& player, QWidget* parent = nullptr);

    /// Opens above `button` and stays there while devices come in.
    void popupAbove(const QWidget& button);

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void fill(const QList<DeviceInfo>& devices);
    void addChoice(const QString& text, const DeviceChoice& choice);
    void choose(const DeviceChoice& choice);
    void markChosen();

    PlayerController& m_player;
    QActionGroup* m_group = nullptr;
    std::optional<QPoint> m_corner; ///< global, bottom right, while opened above a button
};

/// "pulse": "PulseAudio"; what is unknown stays as it is.
QString interfaceTitle(const std::string& interface);

} // namespace stellatune

Q_DECLARE_METATYPE(stellatune::DeviceChoice)
