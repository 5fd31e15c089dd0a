#include "app/ui/dialogs.h"

#include "app/ui/actions.h"
#include "app/ui/icons.h"
#include "app/ui/theme.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kMargin = 24;
constexpr int kLongestFadeMs = 5'000;

QDialogButtonBox* makeCloseBox(QDialog* dialog)
{
    auto* box = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QPushButton* close = box->button(QDialogButtonBox::Close);
    close->setAutoDefault(false); // there is nothing to press first
    close->setObjectName(QStringLiteral("closeButton"));
    close->setAccessibleName(QCoreApplication::translate("stellatune::Dialogs", "Close"));
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return box;
}

QLabel* makeQuietLabel(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, coloursOf(palette).secondaryText);
    label->setPalette(palette);
    return label;
}

} // namespace

FadesDialog::FadesDialog(const FadeSettings& settings, QWidget* parent)
    : QDialog(parent), m_on(new QCheckBox(this))
{
    setObjectName(QStringLiteral("fadesDialog"));
    setWindowTitle(tr("Fades"));
    m_on->setObjectName(QStringLiteral("fadesOn"));
    m_on->setText(tr("Fade sound in and out"));
    m_on->setAccessibleName(m_on->text());
    m_on->setChecked(settings != FadeSettings{std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                              std::chrono::milliseconds(0), std::chrono::milliseconds(0),
                                              std::chrono::milliseconds(0)});
    const FadeSettings shown = m_on->isChecked() ? settings : FadeSettings{};

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(24);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_play = addRow(*form, "fadePlay", tr("Play"), shown.play);
    m_pause = addRow(*form, "fadePause", tr("Pause"), shown.pause);
    m_seek = addRow(*form, "fadeSeek", tr("Seek"), shown.seek);
    m_stop = addRow(*form, "fadeStop", tr("Stop"), shown.stop);
    m_switchTrack = addRow(*form, "fadeSwitch", tr("Jump to another track"), shown.switchTrack);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(16);
    layout->addWidget(m_on);
    layout->addLayout(form);
    layout->addWidget(
        makeQuietLabel(tr("Tracks that follow each other are never faded: they play without a gap."), this));
    layout->addWidget(makeCloseBox(this));
    layout->setSizeConstraint(QLayout::SetFixedSize);
    connect(m_on, &QCheckBox::toggled, this, [this](bool on) {
        for (QSpinBox* box : {m_play, m_pause, m_seek, m_stop, m_switchTrack})
            box->setEnabled(on);
        emit settingsChosen();
    });
}

QSpinBox* FadesDialog::addRow(QFormLayout& form, const char* name, const QString& label,
                              std::chrono::milliseconds value)
{
    auto* box = new QSpinBox(this);
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(label);
    box->setRange(0, kLongestFadeMs);
    box->setSingleStep(10);
    box->setSuffix(tr(" ms"));
    box->setValue(static_cast<int>(value.count()));
    box->setEnabled(m_on->isChecked());
    box->setMinimumWidth(112);
    auto* caption = new QLabel(label, this);
    caption->setMinimumHeight(box->sizeHint().height()); // on a line with the number
    caption->setBuddy(box);
    form.addRow(caption, box);
    connect(box, &QSpinBox::valueChanged, this, &FadesDialog::settingsChosen);
    return box;
}

FadeSettings FadesDialog::settings() const
{
    const bool on = m_on->isChecked();
    const auto length = [on](const QSpinBox* box) {
        return std::chrono::milliseconds(on ? box->value() : 0);
    };
    return {length(m_play), length(m_pause), length(m_seek), length(m_stop), length(m_switchTrack)};
}

QDialog* makeShortcutsDialog(const Actions& actions, QWidget* parent)
{
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("shortcutsDialog"));
    dialog->setWindowTitle(QCoreApplication::translate("stellatune::Dialogs", "Keyboard Shortcuts"));
    auto* list = new QWidget;
    auto* form = new QFormLayout(list);
    form->setContentsMargins(0, 0, 16, 0);
    form->setHorizontalSpacing(48);
    form->setVerticalSpacing(8);
    const auto addRow = [&](const QString& what, const QString& keys) {
        form->addRow(new QLabel(what, list), makeQuietLabel(keys, list));
    };
    for (const QAction* action : actions.withShortcuts()) {
        QString text = action->text().section(QLatin1Char(':'), 0, 0); // "Undo: what"
        addRow(text.remove(QLatin1Char('&')).remove(QStringLiteral("…")),
               action->shortcut().toString(QKeySequence::NativeText));
    }
    const auto tr = [](const char* text) { return QCoreApplication::translate("stellatune::Dialogs", text); };
    addRow(tr("Play the chosen track"), tr("Enter"));
    addRow(tr("Search from the playlist"), tr("type a letter"));
    addRow(tr("Empty the filter"), tr("Esc"));

    auto* scroll = new QScrollArea(dialog);
    scroll->setObjectName(QStringLiteral("shortcutsList"));
    scroll->setAccessibleName(dialog->windowTitle());
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(list);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(16);
    layout->addWidget(scroll);
    layout->addWidget(makeCloseBox(dialog));
    dialog->resize(440, 560);
    return dialog;
}

QDialog* makeAboutDialog(QWidget* parent)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("stellatune::Dialogs", text); };
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("aboutDialog"));
    dialog->setWindowTitle(tr("About StellaTune"));
    auto* icon = new QLabel(dialog);
    icon->setPixmap(applicationIcon().pixmap(QSize(96, 96), dialog->devicePixelRatioF()));
    icon->setAlignment(Qt::AlignHCenter);
    auto* title = new QLabel(QStringLiteral("StellaTune ") + QCoreApplication::applicationVersion(), dialog);
    QFont large = title->font();
    large.setPointSizeF(large.pointSizeF() * 1.4);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    title->setAlignment(Qt::AlignHCenter);
    auto* text =
        makeQuietLabel(tr("Plays your music as it is: gapless and, where nothing needs to change, bit for "
                          "bit.\nFree software under the GNU General Public License, version 3 or later."),
                       dialog);
    text->setAlignment(Qt::AlignHCenter);
    text->setWordWrap(true);
    auto* layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(16);
    layout->addWidget(icon);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(makeCloseBox(dialog));
    dialog->setFixedWidth(400);
    return dialog;
}

} // namespace stellatune
