#include "sheet/bardelegate.h"

#include "analysis/lanes.h"
#include "sheet/sheetroles.h"

#include <QPainter>
#include <algorithm>

namespace rt0::ui {

void BarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant share = index.data(ShareRole);
    if (!share.isValid() || share.toDouble() <= 0)
        return;
    const QRectF cell = option.rect.adjusted(3, 3, -3, -3);
    QRectF bar = cell;
    bar.setTop(cell.bottom() - 3);
    bar.setWidth(std::max(1.0, cell.width() * std::min(1.0, share.toDouble())));
    painter->fillRect(bar, m_theme.classColour(static_cast<std::uint8_t>(ColourClass::PackageInit)));
}

} // namespace rt0::ui
