#include "app/ui/settings/preset_bar.h"

#include "app/playlist/player_controller.h"
#include "app/session/dsp_presets.h"
#include "app/ui/settings/fact_list.h"
#include "app/ui/settings/notice_box.h"
#include "engine/dsp/dsp_spec_edits.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace stellatune {
namespace {

void prepare(QPushButton& button, const char* name, const QString& accessibleName)
{
    button.setObjectName(QLatin1String(name));
    button.setAccessibleName(accessibleName);
    button.setAutoDefault(false);
}

} // namespace

PresetBar::PresetBar(DspPresets* presets, PlayerController& player, QWidget* parent)
    : QWidget(parent), m_presets(presets), m_player(player), m_choice(new QComboBox(this)),
      m_saveAs(new QPushButton(tr("Save &As…"), this)), m_rename(new QPushButton(tr("Re&name…"), this)),
      m_delete(new QPushButton(tr("De&lete…"), this)), m_sheet(makeQuestion()),
      m_trouble(new NoticeBox("presetTrouble", NoticeBox::Dismissable::Yes, this))
{
    m_choice->setObjectName(QStringLiteral("presetChoice"));
    m_choice->setAccessibleName(tr("Preset"));
    m_choice->setMinimumWidth(200);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    prepare(*m_saveAs, "presetSaveAs", tr("Save the effects as a preset"));
    prepare(*m_rename, "presetRename", tr("Rename the preset"));
    prepare(*m_delete, "presetDelete", tr("Delete the preset"));

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    QLabel* title = makeHeadline("soundTitle", tr("Sound"), this);
    title->setMinimumHeight(m_saveAs->sizeHint().height());
    head->addWidget(title, 1);
    for (QWidget* part : std::initializer_list<QWidget*>{m_choice, m_saveAs, m_rename, m_delete}) {
        head->addWidget(part);
        part->setVisible(presets != nullptr);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_sheet);
    layout->addWidget(m_trouble);
    if (presets == nullptr)
        return;

    connect(m_choice, &QComboBox::activated, this, &PresetBar::load);
    connect(m_saveAs, &QPushButton::clicked, this, [this] { ask(Question::SaveAs); });
    connect(m_rename, &QPushButton::clicked, this, [this] { ask(Question::Rename); });
    connect(m_delete, &QPushButton::clicked, this, [this] { ask(Question::Delete); });
    connect(presets, &DspPresets::changed, this, &PresetBar::showPresets);
    connect(presets, &DspPresets::failed, m_trouble, &NoticeBox::add);
    connect(&player, &PlayerController::settingsChanged, this, [this] {
        if (m_player.dsp() != m_shown)
            showPresets();
    });
    presets->refresh();
    showPresets();
}

QWidget* PresetBar::makeQuestion()
{
    auto* sheet = new QWidget(this);
    m_text = new QLabel(sheet);
    m_text->setObjectName(QStringLiteral("presetQuestion"));
    m_text->setTextFormat(Qt::PlainText);
    m_name = new QLineEdit(sheet);
    m_name->setObjectName(QStringLiteral("presetName"));
    m_name->setAccessibleName(tr("Name of the preset"));
    m_name->setMaxLength(DspPresets::kLongestName);
    m_yes = new QPushButton(sheet);
    prepare(*m_yes, "presetAccept", tr("Do it"));
    m_no = new QPushButton(tr("Cancel"), sheet);
    prepare(*m_no, "presetCancel", tr("Cancel"));
    m_remark = makeQuietLabel("presetRemark", {}, sheet);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text);
    row->addWidget(m_name, 1);
    row->addWidget(m_yes);
    row->addWidget(m_no);
    auto* layout = new QVBoxLayout(sheet);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_remark);
    sheet->hide();
    connect(m_name, &QLineEdit::textChanged, this, &PresetBar::check);
    connect(m_name, &QLineEdit::returnPressed, m_yes, &QPushButton::click);
    connect(m_yes, &QPushButton::clicked, this, &PresetBar::answer);
    connect(m_no, &QPushButton::clicked, this, &PresetBar::takeBackQuestion);
    return sheet;
}

PresetBar::Current PresetBar::current() const
{
    const auto isHeard = [this](const DspPreset& preset) {
        return preset.damage.isEmpty() && isSameSound(preset.spec, m_player.dsp());
    };
    const DspPreset* last = m_presets->find(m_last);
    if (last != nullptr && isHeard(*last))
        return {last->name, true};
    const auto& presets = m_presets->presets();
    const auto found = std::find_if(presets.begin(), presets.end(), isHeard);
    if (found != presets.end())
        return {found->name, true};
    return {last == nullptr ? QString() : last->name, false};
}

void PresetBar::showPresets()
{
    m_shown = m_player.dsp();
    const auto [name, isHeard] = current();
    int heard = -1;
    QStringList shown;
    for (const DspPreset& preset : m_presets->presets()) {
        if (isHeard && preset.name == name)
            heard = static_cast<int>(shown.size());
        shown.append(preset.damage.isEmpty() ? preset.name : tr("%1 (damaged)").arg(preset.name));
    }
    QStringList before;
    for (int i = 0; i < m_choice->count(); ++i)
        before.append(m_choice->itemText(i));
    const QSignalBlocker quiet(m_choice);
    if (before != shown) {
        m_choice->clear();
        m_choice->addItems(shown);
    }
    const QString none = shown.isEmpty() ? tr("No presets yet") : tr("No preset");
    m_choice->setPlaceholderText(name.isEmpty() ? none : tr("%1, changed").arg(name));
    m_choice->setCurrentIndex(heard);
    m_choice->setEnabled(!shown.isEmpty());
    if (!name.isEmpty())
        m_last = name;
    m_rename->setEnabled(!name.isEmpty());
    m_delete->setEnabled(!name.isEmpty());
    if (m_question != Question::None)
        check();
}

void PresetBar::load(int index)
{
    if (index < 0 || index >= static_cast<int>(m_presets->presets().size()))
        return;
    const DspPreset& preset = m_presets->presets()[static_cast<size_t>(index)];
    if (!preset.damage.isEmpty()) {
        m_trouble->setText(preset.damage);
        showPresets();
        return;
    }
    m_trouble->setText({});
    m_last = preset.name;
    m_player.setDsp(carryIds(preset.spec, m_player.dsp()));
    showPresets();
    emit loaded();
}

void PresetBar::ask(Question question)
{
    m_question = question;
    m_asker = question == Question::SaveAs ? m_saveAs : question == Question::Rename ? m_rename : m_delete;
    const QString name = m_subject = current().name;
    const bool isDelete = question == Question::Delete;
    m_text->setText(isDelete                       ? tr("Delete the preset “%1”?").arg(name)
                    : question == Question::Rename ? tr("New name for “%1”").arg(name)
                                                   : tr("Name of the preset"));
    m_text->setSizePolicy(isDelete ? QSizePolicy::Expanding : QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_name->setVisible(!isDelete);
    m_name->setText(name);
    m_sheet->show();
    check();
    if (isDelete) {
        m_no->setFocus(Qt::TabFocusReason); // nothing is lost by a key that was pressed once too often
        return;
    }
    m_name->setFocus(Qt::TabFocusReason);
    m_name->selectAll();
}

void PresetBar::check()
{
    const QString name = m_name->text().trimmed();
    const bool isThere = m_presets->find(name) != nullptr;
    QString remark;
    bool isPossible = true;
    QString yes = tr("Delete");
    if (m_question == Question::SaveAs) {
        yes = isThere ? tr("Replace") : tr("Save");
        isPossible = DspPresets::objectionTo(name).isEmpty();
        remark = isThere ? tr("This replaces the preset “%1”.").arg(m_presets->find(name)->name) : QString();
    } else if (m_question == Question::Rename) {
        yes = tr("Rename");
        const bool isOther = isThere && name.compare(m_subject, Qt::CaseInsensitive) != 0;
        isPossible = DspPresets::objectionTo(name).isEmpty() && !isOther && name != m_subject;
        remark = isOther ? tr("There is a preset of that name already.") : QString();
    }
    if (remark.isEmpty() && !m_name->text().isEmpty() && m_question != Question::Delete)
        remark = DspPresets::objectionTo(m_name->text());
    m_yes->setText(yes);
    m_yes->setAccessibleName(yes);
    m_yes->setEnabled(isPossible);
    m_remark->setText(remark);
    m_remark->setVisible(!remark.isEmpty());
}

void PresetBar::answer()
{
    const QString name = m_name->text().trimmed();
    switch (std::exchange(m_question, Question::None)) {
    case Question::SaveAs:
        m_presets->save(name, m_player.dsp());
        m_last = name;
        break;
    case Question::Rename:
        m_presets->rename(m_subject, name);
        m_last = name;
        break;
    case Question::Delete:
        m_presets->remove(m_subject);
        m_last.clear();
        break;
    case Question::None:
        return;
    }
    m_sheet->hide();
    m_choice->setFocus(Qt::OtherFocusReason);
}

bool PresetBar::takeBackQuestion()
{
    if (std::exchange(m_question, Question::None) == Question::None)
        return false;
    m_sheet->hide();
    if (m_asker != nullptr)
        m_asker->setFocus(Qt::OtherFocusReason);
    return true;
}

} // namespace stellatune
