"""All acts on a case in the order of the process, those with a form of their own among them."""

from web.acts import assessing, closing, joining, linking, planning
from web.acts.fields import Act
from web.acts.table import ACTS as ORDINARY

ACTS: tuple[Act, ...] = (assessing.ACT, planning.ACT, linking.ACT, *ORDINARY, closing.ACT, joining.ACT)
