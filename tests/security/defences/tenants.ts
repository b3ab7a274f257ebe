import type { DefenceGroup } from "../defence.ts";

export const group: DefenceGroup = {
  title: "Tenants",
  defences: [
    {
      id: "tenant-customer",
      defends: "A customer's page is their shop's.",
      test: { file: "tests/customers/views/detail.test.ts", name: "a customer's detail > is the shop's own, and nobody else's" },
      mutations: [
        {
          file: "app/customers/views/detail.server.ts",
          find: "where c.shop_id = ${shopId} and c.customer_id = ${customerId}\n",
          replace: "where c.customer_id = ${customerId}\n",
        },
      ],
    },
    {
      id: "tenant-history",
      defends: "A customer's history is their shop's.",
      test: { file: "tests/customers/views/detail.test.ts", name: "a customer's history > shows another shop nothing" },
      mutations: [
        {
          file: "app/customers/views/history.server.ts",
          find: "where shop_id = ${shopId} and customer_id",
          replace: "where ${shopId}::int is not null and customer_id",
        },
      ],
    },
    {
      id: "tenant-recommendations",
      defends: "What a merchant pins or excludes is of their own shop's products, and changed by it alone.",
      test: { file: "tests/routes/recommendations.test.ts", name: "a shop sees and chooses of its own products only" },
      mutations: [
        {
          file: "app/actions/merchant/choose-recommendation.server.ts",
          find: "where shop_id = ${shopId} and product_id",
          replace: "where ${shopId}::int is not null and product_id",
        },
        {
          file: "app/insights/recommendations/choices.server.ts",
          find: "const where = { ...about, choice: seen };",
          replace: "const where = { product_id: productId, other_id: otherId, choice: seen };",
        },
      ],
    },
    {
      id: "tenant-notes",
      defends: "A note is changed and deleted by its own shop only.",
      test: {
        file: "tests/notes/notes.test.ts",
        name: "a note > is seen, changed and deleted by its own shop, and of its own customer only (hostile: notes)",
      },
      mutations: [
        {
          file: "app/notes/notes.server.ts",
          find: "delete from customer_notes where shop_id = ${shopId} and customer_id = ${meant} and note_id",
          replace: "delete from customer_notes where ${shopId}::int is not null and customer_id = ${meant} and note_id",
        },
      ],
    },
    {
      id: "tenant-note-texts",
      defends: "What a note says is read by its own shop only.",
      test: {
        file: "tests/notes/notes.test.ts",
        name: "a note > is seen, changed and deleted by its own shop, and of its own customer only (hostile: notes)",
      },
      mutations: [
        {
          file: "app/notes/notes.server.ts",
          find: "where shop_id = ${shopId} and note_id = any(",
          replace: "where ${shopId}::int is not null and note_id = any(",
        },
      ],
    },
    {
      id: "note-customer",
      defends: "A note is of a customer of the shop that writes it, who is not erased.",
      test: {
        file: "tests/notes/notes.test.ts",
        name: "notes and fields of people > go with a person who is erased, and nobody writes of them any more (one profile)",
      },
      mutations: [
        {
          file: "app/notes/whose.server.ts",
          find: " and kept.redacted_at is null",
          replace: "",
        },
      ],
    },
    {
      id: "note-conflict",
      defends: "A note that somebody has changed meanwhile is not overwritten unseen.",
      test: {
        file: "tests/notes/notes.test.ts",
        name: "a note > is changed over what was seen: of two at once one does, and the other is shown what it says now (one profile)",
      },
      mutations: [
        {
          file: "app/notes/notes.server.ts",
          find: "and note_id = ${noteId} and revision = ${seen}\n  `.execute(tx);\n  return",
          replace: "and note_id = ${noteId} and ${seen}::int is not null\n  `.execute(tx);\n  return",
        },
      ],
    },
    {
      id: "tenant-fields",
      defends: "A shop's own fields are changed and taken away by it alone.",
      test: {
        file: "tests/notes/notes.test.ts",
        name: "notes and fields of people > a field is defined, renamed and taken away with its values by its own shop only (hostile: fields)",
      },
      mutations: [
        {
          file: "app/notes/fields/fields.server.ts",
          find: "delete from customer_field_values where shop_id = ${shopId} and field_key",
          replace: "delete from customer_field_values where ${shopId}::int is not null and field_key",
        },
      ],
    },
    {
      id: "tenant-claims",
      defends: "A merchant decides claims of their own shop only, and none when one of them is another's.",
      test: {
        file: "tests/routes/claims.test.ts",
        name: "the queue of claims > decides nothing when one of them is another shop's",
      },
      mutations: [
        {
          file: "app/bonuses/claims/claims.server.ts",
          find: "where shop_id = ${shop.shopId} and claim_id = ${claimId} for update",
          replace: "where claim_id = ${claimId} for update",
        },
      ],
    },
    {
      id: "tenant-redemptions",
      defends: "A merchant undoes redemptions of their own shop only.",
      test: {
        file: "tests/routes/rewards.test.ts",
        name: "redemptions > are undone by their own shop, while there is something to undo",
      },
      mutations: [
        {
          file: "app/rewards/redemptions/rows.server.ts",
          find: "where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId} for update",
          replace: "where ${shopId}::int is not null and r.redemption_id = ${redemptionId} for update",
        },
        {
          file: "app/rewards/redemptions/rows.server.ts",
          find: "where r.shop_id = ${shopId} and r.redemption_id = ${redemptionId}\n",
          replace: "where ${shopId}::int is not null and r.redemption_id = ${redemptionId}\n",
        },
      ],
    },
    {
      id: "tenant-rewards",
      defends: "A reward is seen and changed by its own shop only.",
      test: { file: "tests/routes/rewards.test.ts", name: "a reward's page > is another shop's secret" },
      mutations: [
        {
          file: "app/rewards/rewards.server.ts",
          find: "from rewards where shop_id = ${shopId} and reward_id = ${rewardId}",
          replace: "from rewards where ${shopId}::int is not null and reward_id = ${rewardId}",
        },
      ],
    },
    {
      id: "tenant-imports",
      defends: "An import is seen, applied and undone by its own shop only.",
      test: {
        file: "tests/routes/imports.test.ts",
        name: "imports > is another shop's business, and so are ids that make no sense",
      },
      mutations: [
        {
          file: "app/imports/imports.server.ts",
          find: "select ${columns} from imports where shop_id = ${shopId} and import_id",
          replace: "select ${columns} from imports where ${shopId}::int is not null and import_id",
        },
      ],
    },
    {
      id: "tenant-forecast",
      defends: "What was asked about a flow is told to its shop only, and only its own customers are walked through.",
      test: {
        file: "tests/routes/flow-forecast.test.ts",
        name: "what a flow would do > is the shop's own: another learns nothing of it, and ends nothing",
      },
      mutations: [
        {
          file: "app/flows/forecast/kept/kept.server.ts",
          find: "as same from flow_forecasts\n    where shop_id = ${shopId} and flow_id",
          replace: "as same from flow_forecasts\n    where ${shopId}::int is not null and flow_id",
        },
      ],
    },
    {
      id: "tenant-privacy-export",
      defends: "An export that a person asked for comes to their shop only.",
      test: { file: "tests/routes/admin.test.ts", name: "downloads > an export that Shopify asked for comes to its shop only" },
      mutations: [
        {
          file: "app/customers/privacy/privacy.server.ts",
          find: "from privacy_requests where shop_id = ${shopId} and request_id",
          replace: "from privacy_requests where ${shopId}::int is not null and request_id",
        },
      ],
    },
    {
      id: "tenant-segment",
      defends: "A segment's page is its shop's, and so is what can be done there.",
      test: {
        file: "tests/routes/segments.test.ts",
        name: "the page of a segment > is the shop's own: another sees nothing of it and changes nothing",
      },
      mutations: [
        {
          file: "app/segments/figures/overview.server.ts",
          find: "from segments s where s.shop_id = ${shopId} and ${which}",
          replace: "from segments s where ${shopId}::int is not null and ${which}",
        },
      ],
    },
    {
      id: "tenant-segment-history",
      defends: "Who came to a segment and who left it is told to its shop only.",
      test: {
        file: "tests/segments/history.test.ts",
        name: "how many were in a segment > goes with the segment, and is nobody else's",
      },
      mutations: [
        {
          file: "app/segments/history/moves.server.ts",
          find: "where e.shop_id = ${shopId} and (e.data ->> 'segmentId')::int = ${segmentId}",
          replace: "where ${shopId}::int is not null and (e.data ->> 'segmentId')::int = ${segmentId}",
        },
      ],
    },
    {
      id: "tenant-segment-overlap",
      defends: "An overlap counts the shop's own members.",
      test: {
        file: "tests/segments/figures.test.ts",
        name: "how segments overlap > is counted part by part, each customer in one, and leads to those in all of them",
      },
      mutations: [
        {
          file: "app/segments/figures/overlap.server.ts",
          find: "where m.shop_id = ${shopId} and m.segment_id",
          replace: "where ${shopId}::int is not null and m.segment_id",
        },
      ],
    },
    {
      id: "tenant-segments",
      defends: "A segment is seen, changed, copied and deleted by its own shop only.",
      test: { file: "tests/segments/editing/actions.test.ts", name: "changing > another shop's segment is none" },
      mutations: [
        {
          file: "app/segments/editing/store.server.ts",
          find: "from segments where shop_id = ${shopId} and segment_id = ${segmentId}\n  `.execute(db);\n  return rows[0] ?? null;",
          replace: "from segments where segment_id = ${segmentId}\n  `.execute(db);\n  return rows[0] ?? null;",
        },
      ],
    },
    {
      id: "tenant-values",
      defends: "Values that are offered while a segment is written are the shop's own.",
      test: {
        file: "tests/routes/segment-editor.test.ts",
        name: "values while one writes > are the shop's own, whatever is asked for",
      },
      mutations: [
        {
          file: "app/segments/editing/suggest.server.ts",
          find: "title as label from products where shop_id = ${ask.shopId}`",
          replace: "title as label from products where ${ask.shopId}::int is not null`",
        },
        {
          file: "app/segments/editing/suggest.server.ts",
          find: "select key as value, name as label from segments where shop_id = ${ask.shopId}`",
          replace: "select key as value, name as label from segments where ${ask.shopId}::int is not null`",
        },
      ],
    },
    {
      id: "tenant-count",
      defends: "What is counted while a segment is written are the shop's own customers.",
      test: {
        file: "tests/routes/segment-editor.test.ts",
        name: "the count as one types > tells members, shares and examples, of this shop alone",
      },
      mutations: [
        {
          file: "app/segments/editing/ask-size.server.ts",
          find: "from customers c${joined(joinsOf([query]))} where c.shop_id = ${shop.shopId} and ${living} group by 1\n    ) judged",
          replace:
            "from customers c${joined(joinsOf([query]))} where ${shop.shopId}::int is not null and ${living} group by 1\n    ) judged",
        },
      ],
    },
    {
      id: "question-limit",
      defends: "What is asked while somebody types is ended by the database when its time is over.",
      test: {
        file: "tests/routes/segment-editor.test.ts",
        name: "a question with a limit > is ended by the database when the time is over, and may change nothing (issue 10: 2)",
      },
      mutations: [{ file: "app/lib/limited.server.ts", find: "${String(ms)}, true)", replace: "'0', true)" }],
    },
    {
      id: "question-left",
      defends: "It is ended, too, when nobody waits for the answer any more.",
      test: {
        file: "tests/routes/segment-editor.test.ts",
        name: "a question with a limit > is ended in the database when nobody waits for it any more",
      },
      mutations: [
        {
          file: "app/lib/limited.server.ts",
          find: 'signal?.addEventListener("abort", cancel, { once: true });',
          replace: "void cancel;",
        },
      ],
    },
    {
      id: "builder-value",
      defends: "Whatever is typed into a field of the builder is one value there, never another condition.",
      test: {
        file: "tests/segments/builder/builder.test.ts",
        name: "what is typed into a line > is one value, or it is refused: never another condition",
      },
      mutations: [{ file: "app/segments/builder/to-query.ts", find: "    !hasMore(row) &&\n", replace: "" }],
    },
  ],
};
