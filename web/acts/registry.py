"""All acts on a case in the order of the process, those with a form of their own among them."""

from web.acts import assessing, closing, joining, linking, merging, numbering, plan_page, protecting
from web.acts.fields import Act
from web.acts.table import ACTS as ORDINARY

ACTS: tuple[Act, ...] = (
    assessing.ACT,
    plan_page.ACT,
    linking.ACT,
    *ORDINARY,
    closing.ACT,
    joining.ACT,
    protecting.ACT,
    merging.ACT,
    numbering.ACT,
)
