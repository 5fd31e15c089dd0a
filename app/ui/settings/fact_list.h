// Short facts under each other: what it is on the left, what it says on the right.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace stellatune {

class FactList : public QWidget {
    Q_OBJECT

  public:
    explicit FactList(QWidget* parent = nullptr);

    void clear();
    /// Nothing for an empty `text`. The text can be selected and copied. `name` is its object name.
    void add(const char* name, const QString& caption, const QString& text);
    /// In a font whose letters are equally wide, cut anywhere to fit, and copied in one piece.
    void addDigits(const char* name, const QString& caption, const QString& text);

  private:
    void addRow(const QString& caption, QWidget* fact, Qt::Alignment alignment);

    QGridLayout* m_grid;
    int m_rows = 0;
};

/// One line under a headline or beside something: read second.
QLabel* makeQuietLabel(const char* name, const QString& text, QWidget* parent);
/// Heavier: over a part of a page.
QLabel* makeSectionTitle(const char* name, const QString& text, QWidget* parent);
/// Larger, and heavier.
QLabel* makeHeadline(const char* name, const QString& text, QWidget* parent);

} // namespace stellatune
