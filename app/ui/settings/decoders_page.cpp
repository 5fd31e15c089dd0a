#include "app/ui/settings/decoders_page.h"

#include "app/ui/empty_state.h"
#include "app/ui/settings/decoder_form.h"
#include "app/ui/settings/decoder_row_delegate.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/page_list_delegate.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace stellatune {
namespace {

constexpr int kExtensionsWidth = 128;
constexpr int kNameRole = Qt::UserRole;

void prepare(QListWidget& list, const char* name, const QString& accessibleName)
{
    list.setObjectName(QLatin1String(name));
    list.setAccessibleName(accessibleName);
    list.setFrameShape(QFrame::NoFrame);
    list.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list.viewport()->setMouseTracking(true);
}

} // namespace

DecodersPage::DecodersPage(PluginDesk& desk, PlayerController& player, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_extensions(new QListWidget(this)),
      m_title(makeHeadline("decodersFor", {}, this)), m_decoders(new QListWidget(this)),
      m_up(new QPushButton(tr("Move &Up"), this)), m_down(new QPushButton(tr("Move &Down"), this)),
      m_automatic(new QPushButton(tr("Back to &Automatic"), this)),
      m_form(new DecoderForm(player, desk, this)), m_choices(new QWidget(this)),
      m_nothing(new EmptyState(Icon::Plugin, tr("Nothing to choose"),
                               tr("StellaTune's own decoders are the only ones. Install a decoder to choose "
                                  "who plays which files."),
                               this))
{
    setObjectName(QStringLiteral("decodersPage"));
    setAccessibleName(tr("Decoders"));
    makeLists();
    makeButtons();

    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 0, 0, 0);
    buttons->setSpacing(8);
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    buttons->addStretch();
    buttons->addWidget(m_automatic);
    auto* column = new QVBoxLayout;
    column->setSpacing(8);
    auto* heading = new QVBoxLayout;
    heading->setContentsMargins(8, 0, 0, 0);
    heading->setSpacing(4);
    heading->addWidget(m_title);
    heading->addWidget(makeQuietLabel(
        "decodersAdvice",
        tr("The first that can open a file plays it. Drag a row, or press Alt+Up and Alt+Down."), this));
    heading->addWidget(makeQuietLabel(
        "decodersWhen", tr("What plays keeps its decoder, and so does the next track once it is open."),
        this));
    column->addLayout(heading);
    column->addWidget(m_decoders, 1);
    column->addLayout(buttons);
    column->addWidget(m_form, 2);
    auto* content = new QHBoxLayout(m_choices);
    content->setContentsMargins(0, 0, 0, 0);
    content->setSpacing(24);
    content->addWidget(m_extensions);
    content->addLayout(column, 1);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 0, 0);
    QLabel* title = makeHeadline("decodersTitle", tr("Decoders"), this);
    title->setMinimumHeight(m_up->sizeHint().height());
    head->addWidget(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 16, 16, 16);
    layout->setSpacing(16);
    layout->addLayout(head);
    layout->addWidget(m_choices, 1);
    layout->addWidget(m_nothing, 1);

    connect(&desk, &PluginDesk::changed, this, &DecodersPage::showExtensions);
    showExtensions();
}

void DecodersPage::makeLists()
{
    prepare(*m_extensions, "decoderExtensions", tr("Kinds of files"));
    m_extensions->setFixedWidth(kExtensionsWidth);
    m_extensions->setItemDelegate(new PageListDelegate(m_extensions));
    prepare(*m_decoders, "decoderList", tr("Decoders, the first to be asked on top"));
    m_decoders->setItemDelegate(new DecoderRowDelegate(m_decoders));
    m_decoders->setDragDropMode(QAbstractItemView::InternalMove);
    m_decoders->setDefaultDropAction(Qt::MoveAction);
    m_decoders->installEventFilter(this);
    connect(m_extensions, &QListWidget::currentRowChanged, this, &DecodersPage::showRows);
    connect(m_decoders, &QListWidget::currentRowChanged, this, [this] {
        showButtons();
        showForm();
    });
    // Queued, because the view is still at work on the row that was dropped.
    connect(m_decoders->model(), &QAbstractItemModel::rowsMoved, this, &DecodersPage::takeOrder,
            Qt::QueuedConnection);
}

void DecodersPage::makeButtons()
{
    m_up->setObjectName(QStringLiteral("decoderUp"));
    m_up->setAccessibleName(tr("Move up"));
    m_down->setObjectName(QStringLiteral("decoderDown"));
    m_down->setAccessibleName(tr("Move down"));
    m_automatic->setObjectName(QStringLiteral("decoderAutomatic"));
    m_automatic->setAccessibleName(tr("Back to automatic"));
    m_automatic->setToolTip(tr("Forgets your order for these files"));
    for (QPushButton* button : {m_up, m_down, m_automatic})
        button->setAutoDefault(false);
    connect(m_up, &QPushButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { move(1); });
    connect(m_automatic, &QPushButton::clicked, this, [this] { m_desk.setDecoderOrder(extension(), {}); });
}

std::string DecodersPage::extension() const
{
    const QListWidgetItem* item = m_extensions->currentItem();
    return item == nullptr ? std::string() : item->text().toStdString();
}

const std::vector<std::string>* DecodersPage::ownOrder() const
{
    const auto& orders = m_desk.decoderOrder().byExtension;
    const auto found = orders.find(extension());
    return found == orders.end() ? nullptr : &found->second;
}

void DecodersPage::showExtensions()
{
    const QStringList extensions = extensionsToChoose(m_desk.decoderOrder(), m_desk.plugins());
    QStringList shown;
    for (int row = 0; row < m_extensions->count(); ++row)
        shown.append(m_extensions->item(row)->text());
    if (shown != extensions) {
        const QString chosen = QString::fromStdString(extension());
        const QSignalBlocker quiet(m_extensions);
        m_extensions->clear();
        m_extensions->addItems(extensions);
        m_extensions->setCurrentRow(static_cast<int>(std::max<qsizetype>(0, extensions.indexOf(chosen))));
    }
    m_choices->setVisible(!extensions.isEmpty());
    m_nothing->setVisible(extensions.isEmpty());
    showRows();
}

void DecodersPage::showRows()
{
    const std::string chosen = extension();
    std::vector<DecoderRow> rows = decoderRows(chosen, m_desk.decoderOrder(), m_desk.plugins());
    const QString title = tr("Files that end in .%1").arg(QString::fromStdString(chosen));
    const bool isOtherKind = m_title->text() != title;
    m_title->setText(title);
    bool isSame = static_cast<int>(rows.size()) == m_decoders->count() && rows == m_rows;
    for (int row = 0; isSame && row < m_decoders->count(); ++row)
        isSame = m_decoders->item(row)->data(kNameRole).toString().toStdString() ==
                 rows[static_cast<size_t>(row)].name;
    if (!isSame) {
        const QListWidgetItem* current = m_decoders->currentItem();
        // Another kind of files begins at the top.
        const std::string name = current == nullptr || isOtherKind
                                     ? std::string()
                                     : current->data(kNameRole).toString().toStdString();
        const QSignalBlocker quiet(m_decoders);
        m_decoders->clear();
        for (const DecoderRow& row : rows) {
            auto* item = new QListWidgetItem(row.title, m_decoders);
            item->setData(kNameRole, QString::fromStdString(row.name));
            item->setData(DecoderRowDelegate::kReasonRole, row.reason);
            item->setData(Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(row.title, row.reason));
            item->setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDragEnabled);
            if (row.name == name)
                m_decoders->setCurrentItem(item);
        }
        if (m_decoders->currentRow() < 0)
            m_decoders->setCurrentRow(0);
        m_rows = std::move(rows);
    }
    showButtons();
    showForm();
}

void DecodersPage::showForm()
{
    const QListWidgetItem* item = m_decoders->currentItem();
    const std::string name = item == nullptr ? std::string() : item->data(kNameRole).toString().toStdString();
    const auto row = std::find_if(m_rows.begin(), m_rows.end(),
                                  [&name](const DecoderRow& shown) { return shown.name == name; });
    m_form->showType(row == m_rows.end() ? DecoderCandidate{} : row->candidate);
}

void DecodersPage::showButtons()
{
    const int row = m_decoders->currentRow();
    const bool isPossible =
        m_desk.coordinator() != nullptr && m_desk.state() != PluginDesk::State::Unavailable;
    m_up->setEnabled(isPossible && row > 0);
    m_down->setEnabled(isPossible && row >= 0 && row + 1 < m_decoders->count());
    m_automatic->setEnabled(isPossible && ownOrder() != nullptr);
    m_decoders->setDragEnabled(isPossible);
}

void DecodersPage::move(int steps)
{
    const int from = m_decoders->currentRow();
    const int to = from + steps;
    if (from < 0 || to < 0 || to >= m_decoders->count() || !(steps < 0 ? m_up : m_down)->isEnabled())
        return;
    {
        const QSignalBlocker quiet(m_decoders);
        m_decoders->insertItem(to, m_decoders->takeItem(from));
        m_decoders->setCurrentRow(to);
    }
    takeOrder();
}

void DecodersPage::takeOrder()
{
    std::vector<std::string> shown;
    for (int row = 0; row < m_decoders->count(); ++row)
        shown.push_back(m_decoders->item(row)->data(kNameRole).toString().toStdString());
    const std::vector<std::string>* own = ownOrder();
    m_desk.setDecoderOrder(extension(), orderWith(own == nullptr ? std::vector<std::string>() : *own, shown));
}

bool DecodersPage::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_decoders && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::AltModifier && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace stellatune
