#include "app/ui/device_menu.h"

#include "app/playlist/player_controller.h"

#include <QActionGroup>

#include <array>
#include <utility>

namespace stellatune {

QString interfaceTitle(const std::string& interface)
{
    static constexpr std::array<std::pair<const char*, const char*>, 8> titles{{
        {"pulse", "PulseAudio"},
        {"alsa", "ALSA"},
        {"jack", "JACK"},
        {"wasapi", "WASAPI"},
        {"asio", "ASIO"},
        {"ds", "DirectSound"},
        {"core", "Core Audio"},
        {"null", QT_TRANSLATE_NOOP("stellatune::DeviceMenu", "Silence")},
    }};
    for (const auto& [key, title] : titles)
        if (interface == key)
            return DeviceMenu::tr(title);
    return QString::fromStdString(interface);
}

DeviceMenu::DeviceMenu(PlayerController& player, QWidget* parent)
    : QMenu(tr("&Device"), parent), m_player(player)
{
    setObjectName(QStringLiteral("deviceMenu"));
    setAccessibleName(tr("Output device"));
    fill({});
    connect(this, &QMenu::aboutToShow, this, [this] {
        markChosen();
        m_player.requestDevices();
    });
    connect(&player, &PlayerController::devicesListed, this, &DeviceMenu::fill);
}

void DeviceMenu::popupAbove(const QWidget& button)
{
    const QPoint corner = button.mapToGlobal(QPoint(button.width(), -4));
    const QSize size = sizeHint();
    popup(corner - QPoint(size.width(), size.height()));
    m_corner = corner;
}

void DeviceMenu::resizeEvent(QResizeEvent* event)
{
    QMenu::resizeEvent(event);
    if (m_corner)
        move(*m_corner - QPoint(width(), height()));
}

void DeviceMenu::hideEvent(QHideEvent* event)
{
    m_corner.reset();
    QMenu::hideEvent(event);
}

void DeviceMenu::fill(const QList<DeviceInfo>& devices)
{
    clear();
    delete m_group;
    m_group = new QActionGroup(this);
    addChoice(tr("Automatic"), {});
    std::string interface;
    for (const DeviceInfo& device : devices) {
        if (device.choice.interface != interface) {
            interface = device.choice.interface;
            addSection(interfaceTitle(interface));
        }
        addChoice(QString::fromStdString(device.description), device.choice);
    }
    markChosen();
}

void DeviceMenu::addChoice(const QString& text, const DeviceChoice& choice)
{
    QString shown = fontMetrics().elidedText(text, Qt::ElideRight, 360);
    QAction* action = addAction(shown.replace(QLatin1Char('&'), QStringLiteral("&&")));
    action->setObjectName(QStringLiteral("device:") + QString::fromStdString(toString(choice)));
    action->setCheckable(true);
    action->setData(QVariant::fromValue(choice));
    m_group->addAction(action);
    connect(action, &QAction::triggered, this, [this, choice] { choose(choice); });
}

void DeviceMenu::choose(const DeviceChoice& choice)
{
    OutputSettings settings = m_player.output();
    settings.device = choice;
    m_player.setOutput(settings);
}

void DeviceMenu::markChosen()
{
    for (QAction* action : m_group->actions())
        action->setChecked(action->data().value<DeviceChoice>() == m_player.output().device);
}

} // namespace stellatune
