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
      if (lines > limit)
        context.report({ node, message: `${lines} lines; a function has at most ${limit}.` });
    }
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** Whether a JSDoc comment stands right before a statement. */
function isDocumented(node, sourceCode) {
  const before = sourceCode.getCommentsBefore(node).at(-1);
  return before?.type === 'Block' && before.value.startsWith('*');
}

/** Whether it is a further signature of the function declared before it: overloads are documented once. */
function isOverload(node, sourceCode) {
  const { body } = sourceCode.ast;
  const previous = body[body.indexOf(node) - 1]?.declaration;
  return previous?.type === 'TSDeclareFunction' && previous.id.name === node.declaration.id?.name;
}

/** Every exported declaration says in a sentence what it is. */
const docstring = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    const { sourceCode } = context;
    return {
      ExportNamedDeclaration(node) {
        if (node.declaration === null || isDocumented(node, sourceCode) || isOverload(node, sourceCode))
          return;
        context.report({ node, message: 'Exported without a docstring.' });
      },
    };
  },
};

/** The rules of DESIGN section 7 that no published plugin has. */
export const houseRules = { rules: { 'function-lines': functionLines, docstring } };
