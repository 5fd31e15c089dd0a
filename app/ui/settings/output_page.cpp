#include "app/ui/settings/output_page.h"

#include "app/ui/reading_scroll.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/fades_form.h"
#include "app/ui/settings/loudness_form.h"
#include "app/ui/settings/output_chooser.h"
#include "app/ui/settings/output_format_form.h"
#include "app/ui/settings/sink_form.h"
#include "app/ui/signal_path_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace stellatune {
namespace {

constexpr int kPathWidth = 288;
constexpr int kBetweenParts = 24;

QScrollArea* makeScroll(const char* name, const QString& accessibleName, QWidget* content, QWidget* parent)
{
    auto* scroll = new QScrollArea(parent);
    scroll->setObjectName(QLatin1String(name));
    scroll->setAccessibleName(accessibleName);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it can be reached
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    scroll->setWidget(content);
    return scroll;
}

} // namespace

OutputPage::OutputPage(PlayerController& player, PluginDesk& plugins, QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("outputPage"));
    setAccessibleName(tr("Output"));
    auto* settings = new QWidget;
    auto* parts = new QVBoxLayout(settings);
    parts->setContentsMargins(0, 0, 16, 16);
    parts->setSpacing(kBetweenParts);
    parts->addWidget(new OutputChooser(player, plugins, settings));
    parts->addWidget(new SinkForm(player, plugins, settings));
    parts->addWidget(new OutputFormatForm(player, settings));
    parts->addWidget(new LoudnessForm(player, settings));
    parts->addWidget(new FadesForm(player, settings));
    parts->addStretch();

    auto* path = new QWidget;
    auto* pathColumn = new QVBoxLayout(path);
    pathColumn->setContentsMargins(0, 0, 8 - ReadingScroll::kEdge, 16);
    pathColumn->setSpacing(4);
    QLabel* pathTitle = makeSectionTitle("signalPathTitle", tr("Signal path"), path);
    const int buttonHeight = QPushButton().sizeHint().height();
    pathTitle->setMinimumHeight(buttonHeight - 2 * ReadingScroll::kEdge); // on a line with the one beside it
    pathColumn->addWidget(pathTitle);
    pathColumn->addWidget(new SignalPathPanel(player, path), 1);
    auto* pathScroll = new ReadingScroll("signalPathScroll", tr("Signal path"), path, this);
    pathScroll->setFixedWidth(kPathWidth);

    auto* columns = new QHBoxLayout;
    columns->setSpacing(kBetweenParts - ReadingScroll::kEdge);
    columns->addWidget(makeScroll("outputScroll", tr("Output settings"), settings, this), 1);
    columns->addWidget(pathScroll);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 0, 0, 0);
    QLabel* title = makeHeadline("outputTitle", tr("Output"), this);
    title->setMinimumHeight(buttonHeight); // where that of other pages is
    head->addWidget(title);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 16, 8, 0);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addLayout(columns, 1);
}

} // namespace stellatune
