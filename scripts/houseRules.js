/** Whether a function is the callback of `describe(…)`: a room, not a step, so it has no budget of lines. */
function isRoomOfTests(node) {
  const call = node.parent;
  if (call?.type !== 'CallExpression') return false;
  const callee = call.callee.type === 'CallExpression' ? call.callee.callee : call.callee;
  return (callee.object ?? callee).name === 'describe';
}

/** Function budget, with its own number for constructors (core's max-lines-per-function knows one only). */
const functionLines = {
  meta: { type: 'suggestion', schema: [{ type: 'object' }] },
  create(context) {
    const { max, maxConstructor } = context.options[0];
    function check(node) {
      if (isRoomOfTests(node)) return;
      const limit = node.parent?.kind === 'constructor' ? maxConstructor : max;
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines > limit) context.report({ node, message: `${lines} lines; a function has at most ${limit}.` });
    }
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** Every exported declaration says in a sentence what it is. */
const docstring = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    return {
      ExportNamedDeclaration(node) {
        if (node.declaration === null) return;
        const before = context.sourceCode.getCommentsBefore(node).at(-1);
        const documented = before?.type === 'Block' && before.value.startsWith('*');
        // Overloads are documented once, at the first.
        const previous = context.sourceCode.ast.body[context.sourceCode.ast.body.indexOf(node) - 1];
        const overload =
          previous?.declaration?.type === 'TSDeclareFunction' &&
          previous.declaration.id?.name === node.declaration.id?.name;
        if (!documented && !overload) context.report({ node, message: 'Exported without a docstring.' });
      },
    };
  },
};

/** The rules of DESIGN section 7 that no published plugin has. */
export const houseRules = { rules: { 'function-lines': functionLines, docstring } };
