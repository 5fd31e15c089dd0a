#include "app/ui/device_menu.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/plugin_desk.h"
#include "engine/output/sink_address.h"

#include <QActionGroup>

namespace stellatune {

namespace {

constexpr int kWidth = 360; ///< pixels of the text of a choice, at most

} // namespace

DeviceMenu::DeviceMenu(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QMenu(tr("&Device"), parent), m_player(player), m_plugins(plugins)
{
    setObjectName(QStringLiteral("deviceMenu"));
    setAccessibleName(tr("Output device"));
    fill();
    connect(this, &QMenu::aboutToShow, this, [this] {
        fill();
        m_player.requestDevices();
    });
    connect(&player, &PlayerController::devicesListed, this, [this](const QList<DeviceInfo>& devices) {
        m_devices = devices;
        fill();
    });
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

void DeviceMenu::fill()
{
    clear();
    delete m_group;
    m_group = new QActionGroup(this);
    const DeviceChoice chosen = withoutTarget(m_player.output().device);
    for (const OutputRow& row :
         outputRows(m_devices ? &*m_devices : nullptr, m_plugins.plugins(), chosen,
                    m_plugins.state() == PluginDesk::State::Ready, !m_player.sinkTrouble().isEmpty())) {
        if (row.kind == OutputRow::Kind::Heading)
            addSection(row.title);
        else
            addChoice(row, row.choice == chosen);
    }
}

void DeviceMenu::addChoice(const OutputRow& row, bool isChosen)
{
    const bool isTrouble = row.kind != OutputRow::Kind::Present;
    // Two plugins may call their sinks the same.
    const bool isNoted = isTrouble || (isSink(row.choice) && !row.note.isEmpty());
    const QFontMetrics metrics = fontMetrics();
    const QString note =
        isNoted ? QStringLiteral(", ") + metrics.elidedText(row.note, Qt::ElideMiddle, kWidth / 2)
                : QString();
    QString shown =
        metrics.elidedText(row.title, Qt::ElideRight, kWidth - metrics.horizontalAdvance(note)) + note;
    QAction* action = addAction(shown.replace(QLatin1Char('&'), QStringLiteral("&&")));
    action->setObjectName(QStringLiteral("device:") + QString::fromStdString(toString(row.choice)));
    action->setCheckable(true);
    action->setChecked(isChosen);
    m_group->addAction(action);
    connect(action, &QAction::triggered, this,
            [this, choice = row.choice] { m_player.chooseDevice(choice); });
}

} // namespace stellatune
