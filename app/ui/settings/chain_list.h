// The effects of both chains in one list: in their order, each with a switch at its end.
#pragma once

#include "engine/dsp/dsp_spec.h"

#include <QListWidget>
#include <QStyledItemDelegate>

#include <cstdint>
#include <functional>

namespace stellatune {

/// How a node is told in its row.
struct ChainRow {
    QString name;
    QString detail;
    bool isTrouble = false;

    bool operator==(const ChainRow&) const = default;
};

class ChainListDelegate : public QStyledItemDelegate {
    Q_OBJECT

  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

/// Rows are dragged, or moved by Alt+Up and Alt+Down; Space and a click on the switch turn one over, Delete
/// removes it.
class ChainList : public QListWidget {
    Q_OBJECT

  public:
    explicit ChainList(QWidget* parent = nullptr);

    /// `rowOf` tells how a node is shown. The chosen one stays chosen.
    void present(const DspSpec& spec, const std::function<ChainRow(const DspNodeSpec&)>& rowOf);
    /// 0: none.
    uint64_t chosen() const;
    void choose(uint64_t id);

  signals:
    void chosenChanged();
    /// The user put the rows into another order; `spec` is the whole of it.
    void reordered(const stellatune::DspSpec& spec);
    void turnedOver(uint64_t id);
    void moveWanted(uint64_t id, int direction);
    void removalWanted(uint64_t id);

  protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    void addHeading(const QString& text, const QString& advice, bool isEmpty);
    void addNode(const DspNodeSpec& node);
    void build(const DspSpec& spec);
    bool hasSameRows(const DspSpec& spec) const;
    bool isOnSwitch(const QPoint& point) const;
    void takeOrder();

    DspSpec m_spec;         ///< as it is shown
    uint64_t m_pressed = 0; ///< the node whose switch the mouse went down on
};

} // namespace stellatune
