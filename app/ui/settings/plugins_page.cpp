#include "app/ui/settings/plugins_page.h"

#include "app/ui/empty_state.h"
#include "app/ui/settings/busy_line.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/install_prompt.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/plugin_details.h"
#include "app/ui/settings/plugin_list_model.h"
#include "app/ui/settings/plugin_list_view.h"

#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace stellatune {
namespace {

constexpr int kDetailsWidth = 320;
constexpr int kLookIntervalMs = 500;

QString librarySuffix()
{
#if defined(Q_OS_WIN)
    return QStringLiteral("dll");
#elif defined(Q_OS_MACOS)
    return QStringLiteral("dylib");
#else
    return QStringLiteral("so");
#endif
}

} // namespace

QStringList pluginFilesIn(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        const QString suffix = QFileInfo(url.path()).suffix().toLower();
        if (url.isLocalFile() && (suffix == QStringLiteral("stplugin") || suffix == librarySuffix()))
            files.append(url.toLocalFile());
    }
    return files;
}

PluginsPage::PluginsPage(PluginDesk& desk, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_busy(makeQuietLabel("pluginsBusy", {}, this)),
      m_busyLine(new BusyLine(this)), m_install(new QPushButton(tr("&Install from File…"), this)),
      m_safeMode(new NoticeBox("pluginsSafeMode", NoticeBox::Dismissable::No, this)),
      m_stack(new QStackedLayout), m_choose(new QAction(tr("Install from File…"), this)),
      m_waiting(new QWidget(this)),
      m_empty(new EmptyState(Icon::Plugin, tr("No plugins yet"),
                             tr("Drop a plugin (.stplugin) here, or choose its file."), this)),
      m_prompt(new InstallPrompt(this)), m_model(new PluginListModel(desk, this)), m_list(makeList())
{
    setObjectName(QStringLiteral("pluginsPage"));
    setAccessibleName(tr("Plugins"));
    m_install->setObjectName(QStringLiteral("pluginsInstall"));
    m_install->setAccessibleName(tr("Install from file"));
    m_install->setAutoDefault(false);
    m_empty->addButton("emptyInstall", m_choose)->setText(m_install->text()); // one of the two is on show
    connect(m_install, &QPushButton::clicked, m_choose, &QAction::trigger);
    connect(m_choose, &QAction::triggered, this, &PluginsPage::chooseFiles);
    connect(m_prompt, &InstallPrompt::accepted, this, [this] { answer(true); });
    connect(m_prompt, &InstallPrompt::rejected, this, [this] { answer(false); });
    connect(m_prompt, &InstallPrompt::allRejected, this, &PluginsPage::cancelAll);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 16, 16, 8);
    head->setSpacing(16);
    m_busy->setWordWrap(false);
    QLabel* title = makeHeadline("pluginsTitle", tr("Plugins"), this);
    title->setMinimumHeight(m_install->sizeHint().height()); // stays where it is when the button goes
    head->addWidget(title);
    head->addWidget(m_busy, 1);
    head->addWidget(m_install);
    auto* notices = new QVBoxLayout;
    notices->setContentsMargins(16, 0, 16, 8);
    notices->setSpacing(8);
    notices->addWidget(m_safeMode);
    for (QWidget* content : {m_waiting, m_list})
        m_stack->addWidget(content);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_prompt);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_busyLine);
    layout->addLayout(notices);
    layout->addLayout(m_stack, 1);

    connect(&desk, &PluginDesk::changed, this, &PluginsPage::showContent);
    m_look.setInterval(kLookIntervalMs);
    connect(&m_look, &QTimer::timeout, &desk, &PluginDesk::refresh);
    showContent();
    showBusy();
}

PluginsPage::~PluginsPage()
{
    for (const InstallCandidate& candidate : m_candidates)
        m_desk.discard(candidate);
}

void PluginsPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_look.start();
}

void PluginsPage::hideEvent(QHideEvent* event)
{
    m_look.stop();
    QWidget::hideEvent(event);
}

QWidget* PluginsPage::makeList()
{
    auto* list = new QWidget(this);
    m_view = new PluginListView(*m_model, list);
    m_details = new PluginDetails(m_desk, list);
    m_details->setFixedWidth(kDetailsWidth);
    auto* layout = new QHBoxLayout(list);
    layout->setContentsMargins(8, 0, 0, 8);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_details);
    connect(m_view, &PluginListView::chosenChanged, this,
            [this] { m_details->showPlugin(m_view->chosenId()); });
    connect(m_view, &PluginListView::removalWanted, m_details, &PluginDetails::askWhetherToUninstall);
    return list;
}

void PluginsPage::chooseFiles()
{
    QString folder = m_lastFolder.isEmpty()
                         ? QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)
                         : m_lastFolder;
    if (!QFileInfo(folder).isDir())
        folder = QStandardPaths::writableLocation(QStandardPaths::HomeLocation);
    auto* dialog = new QFileDialog(window(), tr("Install Plugins"), folder);
    dialog->setObjectName(QStringLiteral("installPluginDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Plugins (*.stplugin *.%1)").arg(librarySuffix()), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        if (!files.isEmpty())
            m_lastFolder = QFileInfo(files.constFirst()).absolutePath();
        install(files);
    });
    dialog->open();
}

void PluginsPage::install(const QStringList& files)
{
    const bool isPossible =
        m_desk.coordinator() != nullptr && m_desk.state() != PluginDesk::State::Unavailable;
    if (!isPossible) {
        if (!files.isEmpty())
            emit failed(tr("Plugins cannot be installed now. %1").arg(m_desk.unavailableReason()).trimmed());
        return;
    }
    for (const QString& file : files) {
        m_examining.append(QFileInfo(file).fileName());
        m_desk.examine(file, this, [this, file](Result<InstallCandidate> result) {
            onExamined(file, std::move(result));
        });
    }
    showBusy();
}

void PluginsPage::onExamined(const QString& file, Result<InstallCandidate> result)
{
    m_examining.removeOne(QFileInfo(file).fileName());
    showBusy();
    if (!result) {
        emit failed(QString::fromStdString(result.error().message));
        return;
    }
    m_candidates.push_back(std::move(*result));
    if (m_candidates.size() == 1)
        showNext();
    showWaiting();
}

void PluginsPage::answer(bool accepted)
{
    if (m_candidates.empty())
        return;
    const InstallCandidate candidate = std::move(m_candidates.front());
    m_candidates.pop_front();
    if (accepted) {
        m_installed = QString::fromStdString(candidate.manifest.id);
        m_desk.install(candidate, consentTo(candidate));
    } else {
        m_desk.discard(candidate);
    }
    showNext();
}

void PluginsPage::cancelAll()
{
    for (const InstallCandidate& candidate : std::exchange(m_candidates, {}))
        m_desk.discard(candidate);
    showNext();
}

bool PluginsPage::takeBackQuestion()
{
    if (!m_candidates.empty()) {
        answer(false);
        return true;
    }
    return m_details->takeBackQuestion();
}

void PluginsPage::showNext()
{
    if (!m_candidates.empty())
        m_prompt->ask(m_candidates.front());
    showWaiting();
    showContent();
    if (!m_candidates.empty())
        m_prompt->focusAnswer();
    else
        (m_model->rowCount() > 0 ? static_cast<QWidget*>(m_view) : m_install)->setFocus(Qt::OtherFocusReason);
}

void PluginsPage::showWaiting()
{
    m_prompt->showWaiting(m_candidates.empty() ? 0 : static_cast<int>(m_candidates.size()) - 1);
}

void PluginsPage::showContent()
{
    const bool isAsking = !m_candidates.empty();
    const bool isUnavailable = m_desk.state() == PluginDesk::State::Unavailable;
    if (isAsking)
        m_stack->setCurrentWidget(m_prompt);
    else if (m_model->rowCount() > 0)
        m_stack->setCurrentWidget(m_list);
    else
        m_stack->setCurrentWidget(m_desk.state() == PluginDesk::State::Starting ? m_waiting : m_empty);
    if (isUnavailable) {
        m_empty->setHeadline(tr("Plugins cannot be used"));
        m_empty->setAdvice(m_desk.unavailableReason());
    }
    m_safeMode->setText(m_desk.isSafeMode() ? tr("Safe mode: no plugin is loaded. Start StellaTune again "
                                                 "without --safe-mode to use them.")
                                            : QString());
    const bool isPossible = m_desk.coordinator() != nullptr && !isUnavailable;
    m_choose->setEnabled(isPossible);
    m_empty->setButtonsVisible(!isUnavailable);
    m_install->setEnabled(isPossible && !isAsking);
    m_install->setVisible(m_stack->currentWidget() != m_empty);

    const QModelIndex installed = m_model->indexOf(m_installed);
    if (!m_installed.isEmpty() && installed.isValid()) {
        m_view->setCurrentIndex(installed);
        m_installed.clear();
    } else if (m_view->chosenId().isEmpty() && m_model->rowCount() > 0) {
        m_view->setCurrentIndex(m_model->index(0, 0));
    }
    m_details->showPlugin(m_view->chosenId());
}

void PluginsPage::showBusy()
{
    const auto count = m_examining.size();
    m_busyLine->setBusy(count > 0);
    m_busy->setText(count == 0   ? QString()
                    : count == 1 ? tr("Checking %1…").arg(m_examining.constFirst())
                                 : tr("Checking %1 files…").arg(count));
}

} // namespace stellatune
