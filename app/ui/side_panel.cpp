#include "app/ui/side_panel.h"

#include "app/ui/actions.h"
#include "app/ui/cover_view.h"
#include "app/ui/icon_button.h"
#include "app/ui/labels.h"
#include "app/ui/text.h"
#include "app/ui/theme.h"

#include <QLocale>
#include <QPaintEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kWidth = 240;
constexpr int kMargin = 16;

} // namespace

SidePanel::SidePanel(const Actions& actions, QWidget* parent)
    : QWidget(parent), m_summary(new ElidedLabel(ElidedLabel::Tone::Secondary, this)),
      m_cover(new CoverView(this))
{
    setFixedWidth(kWidth);
    auto* heading = new ElidedLabel(ElidedLabel::Tone::Normal, this);
    heading->setObjectName(QStringLiteral("playlistHeading"));
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setWeight(QFont::DemiBold);
    heading->setFont(large);
    heading->setText(tr("Playlist"));
    m_summary->setObjectName(QStringLiteral("playlistSummary"));
    m_cover->setObjectName(QStringLiteral("cover"));
    m_cover->setAccessibleName(tr("Cover"));
    m_cover->setFixedSize(kWidth - 2 * kMargin, kWidth - 2 * kMargin);

    auto* texts = new QVBoxLayout;
    texts->setContentsMargins(kMargin, 0, kMargin, 0);
    texts->setSpacing(4);
    texts->addWidget(heading);
    texts->addWidget(m_summary);
    auto* buttons = new QVBoxLayout;
    buttons->setContentsMargins(4, 0, 4, 0);
    buttons->setSpacing(0);
    const auto add = [&](const char* name, Icon icon, QAction* action) {
        auto* button = new IconButton(icon, 32, IconButton::Look::Row, this);
        button->setObjectName(QLatin1String(name));
        button->follow(action);
        buttons->addWidget(button);
    };
    add("sideOpenFiles", Icon::AddFiles, actions.openFiles);
    add("sideOpenFolder", Icon::AddFolder, actions.openFolder);
    add("sideOpenPlaylist", Icon::OpenPlaylist, actions.openPlaylist);
    add("sideSavePlaylist", Icon::Save, actions.savePlaylist);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 16, 0, kMargin);
    layout->setSpacing(0);
    layout->addLayout(texts);
    layout->addSpacing(16);
    layout->addLayout(buttons);
    layout->addStretch();
    layout->addWidget(m_cover, 0, Qt::AlignHCenter);
}

void SidePanel::setSummary(int tracks, double seconds)
{
    if (tracks == 0) {
        m_summary->setText(tr("Nothing here yet"));
        return;
    }
    const QString count = tracks == 1 ? tr("1 track") : tr("%1 tracks").arg(QLocale().toString(tracks));
    m_summary->setText(seconds > 0.0 ? tr("%1, %2").arg(count, formatTotalTime(seconds)) : count);
}

void SidePanel::setCover(const QImage& cover)
{
    m_cover->setImage(cover);
}

void SidePanel::paintEvent(QPaintEvent* event)
{
    QPainter painter(this);
    const Colours& colours = coloursOf(palette());
    painter.fillRect(event->rect(), colours.window);
    painter.fillRect(width() - 1, 0, 1, height(), colours.line);
}

} // namespace stellatune
