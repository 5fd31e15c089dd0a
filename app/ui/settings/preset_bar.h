// The head of the page Sound: which preset is heard, and what can be done with presets.
#pragma once

#include "engine/dsp/dsp_spec.h"

#include <QPointer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace stellatune {

class DspPresets;
class NoticeBox;
class PlayerController;

class PresetBar : public QWidget {
    Q_OBJECT

  public:
    /// Without presets, which happens without a data folder, there is a heading alone.
    PresetBar(DspPresets* presets, PlayerController& player, QWidget* parent = nullptr);

    /// An open question is taken back: true when there was one.
    bool takeBackQuestion();

  signals:
    /// By the user, in place of the effects that there were.
    void loaded();

  private:
    enum class Question : uint8_t { None, SaveAs, Rename, Delete };

    QWidget* makeQuestion();
    void showPresets();
    void load(int index);
    void ask(Question question);
    void check();
    void answer();
    /// The preset that is heard, or was before something was changed.
    struct Current {
        QString name; ///< empty: none
        bool isHeard = false;
    };
    Current current() const;

    DspPresets* m_presets;
    PlayerController& m_player;
    QString m_last;  ///< loaded or saved last
    DspSpec m_shown; ///< what was compared with the presets last
    Question m_question = Question::None;
    QString m_subject; ///< the preset that the question is about, whatever is heard by now
    QComboBox* m_choice;
    QPushButton* m_saveAs;
    QPushButton* m_rename;
    QPushButton* m_delete;
    QWidget* m_sheet; ///< the question
    QLabel* m_text;
    QLineEdit* m_name;
    QPushButton* m_yes;
    QPushButton* m_no;
    QLabel* m_remark;
    NoticeBox* m_trouble;
    QPointer<QWidget> m_asker; ///< gets the focus back
};

} // namespace stellatune
