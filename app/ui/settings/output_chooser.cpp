#include "app/ui/settings/output_chooser.h"

#include "app/playlist/player_controller.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/output_row_delegate.h"
#include "app/ui/settings/plugin_desk.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace stellatune {
namespace {

constexpr int kMostHeight = 432; ///< of the list; beyond it scrolls
constexpr int kChoiceRole = Qt::UserRole + 64;

} // namespace

OutputChooser::OutputChooser(PlayerController& player, const PluginDesk& plugins, QWidget* parent)
    : QWidget(parent), m_player(player), m_plugins(plugins), m_list(new QListWidget(this)),
      m_refresh(new QPushButton(tr("&Refresh"), this)),
      m_trouble(new NoticeBox("outputTrouble", NoticeBox::Dismissable::No, this))
{
    m_list->setObjectName(QStringLiteral("outputList"));
    m_list->setAccessibleName(tr("Where sound is sent to"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::NoSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setMouseTracking(true);
    m_list->setItemDelegate(new OutputRowDelegate(m_list));
    m_list->installEventFilter(this);
    connect(m_list, &QListWidget::itemClicked, this, &OutputChooser::choose);
    m_refresh->setObjectName(QStringLiteral("outputRefresh"));
    m_refresh->setAccessibleName(tr("Refresh"));
    m_refresh->setToolTip(tr("Asks the sound systems again what is connected"));
    m_refresh->setAutoDefault(false);
    connect(m_refresh, &QPushButton::clicked, this, &OutputChooser::refresh);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 0, 0);
    head->addWidget(makeSectionTitle("outputListTitle", tr("Play through"), this), 1);
    head->addWidget(m_refresh);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_list);
    layout->addWidget(m_trouble);

    connect(&player, &PlayerController::devicesListed, this, [this](const QList<DeviceInfo>& devices) {
        m_devices = devices;
        m_isLooking = false;
        m_refresh->setText(tr("&Refresh"));
        showRows();
    });
    connect(&player, &PlayerController::settingsChanged, this, &OutputChooser::showRows);
    connect(&player, &PlayerController::deviceOpened, this, &OutputChooser::showRows);
    connect(&plugins, &PluginDesk::changed, this, &OutputChooser::showRows);
    showRows();
}

void OutputChooser::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void OutputChooser::refresh()
{
    if (std::exchange(m_isLooking, true))
        return; // and the button keeps the focus
    if (m_player.isStarted()) {
        m_refresh->setText(tr("Looking\u2026"));
    }
    m_player.requestDevices();
}

void OutputChooser::showRows()
{
    const DeviceChoice chosen = withoutTarget(m_player.output().device);
    const QString trouble = m_player.sinkTrouble();
    std::vector<OutputRow> rows =
        outputRows(m_devices ? &*m_devices : nullptr, m_plugins.plugins(), chosen,
                   m_plugins.state() == PluginDesk::State::Ready, !trouble.isEmpty());
    if (rows == m_rows && chosen == m_chosen && trouble == m_trouble->text())
        return;
    m_trouble->setText(trouble);
    m_rows = std::move(rows);
    m_chosen = chosen;
    fillList();
}

void OutputChooser::fillList()
{
    // Where the keyboard was.
    const QListWidgetItem* last = m_list->hasFocus() ? m_list->currentItem() : nullptr;
    const QString current = last == nullptr ? QString() : last->data(kChoiceRole).toString();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    int height = 0;
    for (const OutputRow& row : m_rows) {
        const bool isHeading = row.kind == OutputRow::Kind::Heading;
        const bool isChosen = !isHeading && row.choice == m_chosen;
        auto* item = new QListWidgetItem(row.title, m_list);
        item->setFlags(isHeading ? Qt::NoItemFlags : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setData(OutputRowDelegate::kNoteRole, row.note);
        item->setData(OutputRowDelegate::kKindRole, static_cast<int>(row.kind));
        item->setData(OutputRowDelegate::kChosenRole, isChosen);
        item->setData(kChoiceRole, isHeading ? QString() : QString::fromStdString(toString(row.choice)));
        const QString why = row.kind == OutputRow::Kind::Failed ? m_trouble->text() : row.note;
        item->setToolTip(isHeading || why.isEmpty() ? row.title
                                                    : QStringLiteral("%1\n%2").arg(row.title, why));
        item->setData(Qt::AccessibleDescriptionRole, row.kind == OutputRow::Kind::Failed ? why : QString());
        QStringList spoken{row.title};
        if (!row.note.isEmpty())
            spoken.append(row.note);
        if (isChosen)
            spoken.append(tr("chosen"));
        item->setData(Qt::AccessibleTextRole, spoken.join(QStringLiteral(", ")));
        height += m_list->sizeHintForRow(m_list->count() - 1);
        if (isChosen)
            m_list->setCurrentItem(item);
    }
    for (int row = 0; row < m_list->count() && !current.isEmpty(); ++row) {
        if (m_list->item(row)->data(kChoiceRole).toString() == current)
            m_list->setCurrentRow(row);
    }
    m_list->setFixedHeight(std::min(height, kMostHeight));
}

bool OutputChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose(m_list->currentItem());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void OutputChooser::choose(const QListWidgetItem* item)
{
    if (item == nullptr)
        return;
    const OutputRow& row = m_rows[static_cast<size_t>(m_list->row(item))];
    if (row.kind == OutputRow::Kind::Heading || row.choice == m_chosen)
        return;
    m_player.chooseDevice(row.choice);
}

} // namespace stellatune
