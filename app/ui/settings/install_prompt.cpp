#include "app/ui/settings/install_prompt.h"

#include "app/playlist/file_path.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/notice_box.h"
#include "app/ui/settings/plugin_texts.h"

#include <QDir>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kMargin = 24;
constexpr int kWidest = 560;

struct Wording {
    QString question;
    QString answer;
    QString warning;
};

Wording wordingOf(const InstallCandidate& candidate)
{
    const auto tr = [](const char* text) { return InstallPrompt::tr(text); };
    const QString name = QString::fromStdString(candidate.manifest.name);
    const QString version = QString::fromStdString(candidate.manifest.version);
    const InstallRelation& relation = candidate.relation;
    if (!relation.replaces)
        return {tr("Install %1 %2?").arg(name, version), tr("&Install"), {}};
    const QString installed = QString::fromStdString(relation.replaces->version);
    QString warning;
    if (relation.isFromOtherSource)
        warning = tr("This plugin is installed already, but from another author. Replace it only if you "
                     "know that both are the same people.");
    if (relation.isDowngrade) {
        warning += (warning.isEmpty() ? QString() : QStringLiteral(" ")) +
                   tr("This version is older than the one that is installed. It may not understand the "
                      "settings of the newer one.");
        return {tr("Go back from %1 %2 to %3?").arg(name, installed, version), tr("&Downgrade"), warning};
    }
    if (relation.isFromOtherSource)
        return {tr("Replace %1 %2 by %3 of another author?").arg(name, installed, version), tr("&Replace"),
                warning};
    if (relation.isSameBuild)
        return {tr("Install %1 %2 again?").arg(name, version), tr("&Install"),
                tr("This very build is installed already.")};
    if (installed == version)
        return {
            tr("Replace %1 %2 by another build of the same version?").arg(name, version), tr("&Replace"), {}};
    return {tr("Update %1 from %2 to %3?").arg(name, installed, version), tr("&Update"), {}};
}

} // namespace

InstallConsent consentTo(const InstallCandidate& candidate)
{
    return {candidate.relation.isDowngrade, candidate.relation.isFromOtherSource};
}

InstallPrompt::InstallPrompt(QWidget* parent)
    : QWidget(parent), m_question(makeHeadline("installQuestion", {}, this)),
      m_description(makeQuietLabel("installDescription", {}, this)),
      m_warning(new NoticeBox("installWarning", NoticeBox::Dismissable::No, this)),
      m_facts(new FactList(this)), m_install(new QPushButton(this)),
      m_cancel(new QPushButton(tr("&Cancel"), this)), m_cancelAll(new QPushButton(tr("Cancel &All"), this)),
      m_waiting(makeQuietLabel("installWaiting", {}, this))
{
    setObjectName(QStringLiteral("installPrompt"));
    m_install->setObjectName(QStringLiteral("installAccept"));
    m_install->setAccessibleName(tr("Install"));
    m_cancel->setObjectName(QStringLiteral("installCancel"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancelAll->setObjectName(QStringLiteral("installCancelAll"));
    m_cancelAll->setAccessibleName(tr("Cancel all"));
    m_cancelAll->hide();
    for (QPushButton* button : {m_install, m_cancel, m_cancelAll})
        button->installEventFilter(this);
    connect(m_install, &QPushButton::clicked, this, &InstallPrompt::accepted);
    connect(m_cancel, &QPushButton::clicked, this, &InstallPrompt::rejected);
    connect(m_cancelAll, &QPushButton::clicked, this, &InstallPrompt::allRejected);
    auto* trust = new QLabel(tr("Plugins run with your rights. Install only what you trust."), this);
    trust->setObjectName(QStringLiteral("installTrust"));
    trust->setWordWrap(true);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_install);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_cancelAll);
    buttons->addSpacing(8);
    buttons->addWidget(m_waiting, 1);

    auto* sheet = new QWidget;
    auto* column = new QVBoxLayout(sheet);
    column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    column->setSpacing(16);
    column->addWidget(m_question);
    column->addWidget(m_description);
    column->addWidget(m_warning);
    column->addWidget(m_facts);
    column->addWidget(trust);
    column->addLayout(buttons);
    column->addStretch();
    sheet->setMaximumWidth(kWidest + 2 * kMargin);

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("installSheet"));
    scroll->setAccessibleName(tr("What is to be installed"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(sheet);
    scroll->setAlignment(Qt::AlignHCenter);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void InstallPrompt::ask(const InstallCandidate& candidate)
{
    const Wording wording = wordingOf(candidate);
    const Manifest& manifest = candidate.manifest;
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    m_isHarmless = candidate.relation.replaces && wording.warning.isEmpty();
    m_question->setText(wording.question);
    m_description->setText(text(manifest.description));
    m_description->setVisible(!manifest.description.empty());
    m_warning->setText(wording.warning);
    m_install->setText(wording.answer);
    m_install->setAccessibleName(wording.question);
    m_facts->clear();
    m_facts->add("installName", tr("Name"), text(manifest.name));
    m_facts->add("installVersion", tr("Version"), text(manifest.version));
    m_facts->add("installAuthor", tr("Author"),
                 manifest.author.empty() ? tr("not named") : text(manifest.author));
    m_facts->add("installLicence", tr("Licence"),
                 manifest.license.empty() ? tr("not named") : text(manifest.license));
    m_facts->add("installOffers", tr("Offers"), offersText(candidate.metadata.capabilities));
    m_facts->add("installFile", tr("File"), QDir::toNativeSeparators(toQString(candidate.file)));
    m_facts->addDigits("installChecksum", tr("SHA-256"), text(candidate.fingerprint.sha256));
}

void InstallPrompt::showWaiting(int count)
{
    m_cancelAll->setVisible(count > 0);
    m_waiting->setText(count == 0   ? QString()
                       : count == 1 ? tr("One more plugin waits for your answer.")
                                    : tr("%1 more plugins wait for your answer.").arg(count));
}

bool InstallPrompt::eventFilter(QObject* watched, QEvent* event)
{
    return (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->isAutoRepeat()) ||
           QWidget::eventFilter(watched, event);
}

void InstallPrompt::focusAnswer()
{
    m_install->setDefault(m_isHarmless);
    m_cancel->setDefault(!m_isHarmless);
    (m_isHarmless ? m_install : m_cancel)->setFocus(Qt::OtherFocusReason);
}

} // namespace stellatune
