// The devices sound can go to, by interface, with the chosen one marked.
#pragma once

#include "engine/output/device.h"

#include <QList>
#include <QMenu>

class QActionGroup;

namespace stellatune {

class PlayerController;

/// Asks for the devices each time it opens and meanwhile shows those it knew.
class DeviceMenu : public QMenu {
    Q_OBJECT

  public:
    explicit DeviceMenu(PlayerController& player, QWidget* parent = nullptr);

  private:
    void fill(const QList<DeviceInfo>& devices);
    void addChoice(const QString& text, const DeviceChoice& choice);
    void choose(const DeviceChoice& choice);
    void markChosen();

    PlayerController& m_player;
    QActionGroup* m_group = nullptr;
};

/// "pulse": "PulseAudio"; what is unknown stays as it is.
QString interfaceTitle(const std::string& interface);

} // namespace stellatune

Q_DECLARE_METATYPE(stellatune::DeviceChoice)
