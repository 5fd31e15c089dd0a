#include "app/ui/dialogs.h"

#include "app/ui/actions.h"
#include "app/ui/icons.h"
#include "app/ui/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kMargin = 24;

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
