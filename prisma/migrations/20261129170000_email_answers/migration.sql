create table email_answers (
  shop_id integer not null,
  message_id bigint not null,
  question text not null,
  customer_id bigint not null,
  email_id integer not null,
  version integer not null,
  answer text not null,
  answered_at timestamptz(3) not null,
  constraint email_answers_pkey primary key (shop_id, message_id, question)
);
create index email_answers_shop_id_customer_id_idx on email_answers (shop_id, customer_id);
create index email_answers_shop_id_email_id_idx on email_answers (shop_id, email_id);
