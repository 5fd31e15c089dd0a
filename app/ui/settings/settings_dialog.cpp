#include "app/ui/settings/settings_dialog.h"

#include "app/ui/settings/activity_page.h"
#include "app/ui/settings/decoders_page.h"
#include "app/ui/settings/log_page.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/output_page.h"
#include "app/ui/settings/page_list_delegate.h"
#include "app/ui/settings/plugins_page.h"
#include "app/ui/settings/sound_page.h"
#include "app/ui/settings/tab_order.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QMimeData>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr QSize kDialogSize(1040, 620);
constexpr QSize kSmallestDialog(1000, 440);
constexpr int kListWidth = 160;

QStringList localFilesIn(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

SettingsDialog::SettingsDialog(PluginDesk& plugins, PlayerController& player, DspPresets* presets,
                               QWidget* parent)
    : QDialog(parent), m_list(new QListWidget(this)), m_pages(new QStackedWidget(this)),
      m_output(new OutputPage(player, plugins, this)), m_sound(new SoundPage(plugins, player, presets, this)),
      m_plugins(new PluginsPage(plugins, this)),
      m_trouble(new NoticeBox("settingsTrouble", NoticeBox::Dismissable::Yes, this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setAcceptDrops(true);
    setMinimumSize(kSmallestDialog);
    resize(kDialogSize);

    m_list->setObjectName(QStringLiteral("settingsPages"));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFixedWidth(kListWidth);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new PageListDelegate(m_list));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setBackgroundRole(QPalette::Window);
    m_pages->setObjectName(QStringLiteral("settingsStack"));
    addPage(m_output);
    addPage(m_sound);
    addPage(m_plugins);
    addPage(new DecodersPage(plugins, player, this));
    addPage(new ActivityPage(plugins, this));
    addPage(new LogPage(plugins, this));
    connect(m_list, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    m_list->setCurrentRow(0);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* side = new QVBoxLayout;
    side->setContentsMargins(0, 12, 0, 0);
    side->addWidget(m_list);
    layout->addLayout(side);
    auto* content = new QWidget(this);
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_trouble->setContentsMargins(16, 16, 16, 0); // of its own, so that they go with it
    column->addWidget(m_trouble);
    column->addWidget(m_pages, 1);
    layout->addWidget(content, 1);
    connect(m_sound, &SoundPage::pluginsWanted, this,
            [this] { m_list->setCurrentRow(m_pages->indexOf(m_plugins)); });
    connect(&plugins, &PluginDesk::failed, m_trouble, &NoticeBox::add);
    connect(m_plugins, &PluginsPage::failed, m_trouble, &NoticeBox::add);
}

void SettingsDialog::addPage(QWidget* page)
{
    page->setAutoFillBackground(true);
    page->setBackgroundRole(QPalette::Base);
    m_pages->addWidget(page);
    m_list->addItem(page->accessibleName());
}

SettingsPlace SettingsDialog::place() const
{
    return {saveGeometry(), m_pages->currentWidget()->objectName()};
}

void SettingsDialog::restore(const SettingsPlace& place)
{
    restoreGeometry(place.geometry);
    for (int page = 0; page < m_pages->count(); ++page) {
        if (m_pages->widget(page)->objectName() == place.page)
            m_list->setCurrentRow(page);
    }
}

void SettingsDialog::showOutput()
{
    m_list->setCurrentRow(m_pages->indexOf(m_output));
}

void SettingsDialog::installPlugins(const QStringList& files)
{
    m_list->setCurrentRow(m_pages->indexOf(m_plugins));
    m_plugins->install(files);
}

void SettingsDialog::dragEnterEvent(QDragEnterEvent* event)
{
    if (!localFilesIn(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void SettingsDialog::dropEvent(QDropEvent* event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    installPlugins(localFilesIn(*event->mimeData())); // also what is none, for it is told so
}

void SettingsDialog::keyPressEvent(QKeyEvent* event)
{
    const bool isEscape = event->matches(QKeySequence::Cancel);
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if ((isEscape || isEnter) && event->isAutoRepeat())
        return;
    if (isEscape && m_pages->currentWidget() == m_plugins && m_plugins->takeBackQuestion())
        return;
    if (isEscape && m_pages->currentWidget() == m_sound && m_sound->takeBackQuestion())
        return;
    QDialog::keyPressEvent(event);
}

bool SettingsDialog::focusNextPrevChild(bool next)
{
    return focusByLayout(*this, next);
}

} // namespace stellatune
